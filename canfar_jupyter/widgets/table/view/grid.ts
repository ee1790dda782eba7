import type { Columns } from './columns';
import { rowShape } from './row_shape';

const FEWEST = 3; // rows of height an almost empty table keeps
const MOST_CARDS = 4; // cards of height a table takes

/** The element with role "grid", which scrolls: how its rows are laid out, how many there are. */
export class Grid {
  /** Whether a row has its cells below each other. */
  cards = false;

  constructor(
    readonly node: HTMLElement,
    label: string
  ) {
    node.className = 'cj-grid';
    node.setAttribute('role', 'grid');
    node.setAttribute('aria-label', label);
    node.setAttribute('aria-multiselectable', 'true');
  }

  /**
   * Lay the rows out: one line, two lines, cards.
   *
   * @param others cells of a row that are not of `columns`
   * @returns height of a row, px
   */
  shape(columns: Columns, others: number): number {
    const shown = columns.shown();
    const shape = rowShape(shown, columns.compact, columns.room);
    const { style, classList } = this.node;
    this.cards = shape.cards;
    style.setProperty('--cj-row', `${shape.height}px`);
    style.setProperty('--cj-lines', String(shape.lines));
    style.setProperty('--cj-name-lines', String(shape.nameLines));
    style.setProperty('--cj-per-line', String(shape.perLine));
    classList.toggle('cj-two-lines', shape.twoLines);
    classList.toggle('cj-cards', shape.cards);
    classList.toggle('cj-narrowest', shape.cards && shape.perLine === 1);
    this.node.setAttribute('aria-colcount', String(shown.length + others));
    return shape.height;
  }

  /** @param most rows of height it may take */
  count(rows: number, most: number): void {
    const [fewest, limit] = this.cards ? [1, MOST_CARDS] : [FEWEST, most];
    this.node.style.setProperty('--cj-rows', String(Math.min(Math.max(rows, fewest), limit)));
    this.node.setAttribute('aria-rowcount', String(rows + 1));
  }
}
