import { element } from '../../kit/elements/element';
import { ID, type Row } from './cells';
import type { Columns, Placed } from './columns';
import { DrawnRow } from './drawn_row';
import type { Action } from './model';

const SPARE = 4; // rows kept above and below

/** The rows in view, as DOM: only those on the screen (and a few more) exist. */
export class Body {
  readonly space = element('div', 'cj-space', undefined, { role: 'rowgroup' });
  private readonly _pool = new Map<string, DrawnRow>(); // by id
  private _shown: Placed[] = [];

  /** Height of a row, px; the style sheet has it from the table. */
  height = 34;

  constructor(
    private readonly _scroller: HTMLElement,
    private readonly _columns: Columns,
    private readonly _actions: Action[],
    private readonly _act: (id: string, action: string) => void
  ) {
    _scroller.append(this.space);
  }

  /** Columns were added, removed or moved: rebuild all cells. */
  clear(): void {
    this._pool.forEach(({ node }) => node.remove());
    this._pool.clear();
  }

  /** The row as it is on the screen, if it is. */
  find(id: string | null): HTMLElement | undefined {
    return id === null ? undefined : this._pool.get(id)?.node;
  }

  /** Open the menu of a row that is on the screen. */
  openMenu(id: string | null, at?: DOMRect): void {
    if (id !== null) {
      this._pool.get(id)?.openMenu(at);
    }
  }

  /** Scroll just far enough to see a row. */
  scrollTo(at: number, headHeight: number): void {
    const scroller = this._scroller;
    const room = scroller.clientHeight - headHeight;
    const y = at * this.height;
    if (y < scroller.scrollTop) {
      scroller.scrollTop = y;
    } else if (y + this.height > scroller.scrollTop + room) {
      scroller.scrollTop = y + this.height - room;
    }
  }

  /**
   * @param active id of the row in the tab order
   * @param current id of the row that is open
   */
  paint(
    rows: Row[],
    headHeight: number,
    selected: ReadonlySet<string>,
    active: string | null,
    current: string
  ): void {
    this._shown = this._columns.shown();
    const hidden = this._columns.least - this._scroller.clientWidth - this._scroller.scrollLeft;
    this._scroller.classList.toggle('cj-over', hidden > 1);
    const top = this._scroller.scrollTop;
    const height = this._scroller.clientHeight - headHeight;
    const first = Math.max(0, Math.floor(top / this.height) - SPARE);
    const last = Math.min(rows.length, Math.ceil((top + height) / this.height) + SPARE);
    const inView = rows.slice(first, last);
    const shown = new Set(inView.map(row => row[ID]));
    this._drop(shown);
    // The grid must stay reachable by keyboard when the active row is scrolled out of view.
    const middle = rows[Math.min(first + SPARE, last - 1)]?.[ID];
    const entry = active !== null && shown.has(active) ? active : middle;
    const now = Date.now() / 1000;
    inView.forEach((row, place) => {
      const drawn = this._draw(row, place, now);
      const { node } = drawn;
      node.style.transform = `translateY(${(first + place) * this.height}px)`;
      node.setAttribute('aria-rowindex', String(first + place + 2));
      drawn.show(selected.has(row[ID]), current === row[ID]);
      node.tabIndex = row[ID] === entry ? 0 : -1;
    });
  }

  private _drop(shown: Set<string>): void {
    for (const [id, { node }] of this._pool) {
      if (!shown.has(id)) {
        node.remove();
        this._pool.delete(id);
      }
    }
  }

  private _draw(row: Row, place: number, now: number): DrawnRow {
    let drawn = this._pool.get(row[ID]);
    if (!drawn) {
      drawn = new DrawnRow(row, this._shown, this._actions, this._act);
      this._pool.set(row[ID], drawn);
    }
    const there = this.space.childNodes[place];
    if (there !== drawn.node) {
      this.space.insertBefore(drawn.node, there ?? null);
    }
    drawn.fill(row, now);
    return drawn;
  }
}
