import { button } from '../../kit/elements/button';
import { element, tooltip } from '../../kit/elements/element';
import { pill } from '../../kit/elements/pill';
import { BLOCKED, ID, type Row, type Value, cellOf, inWords } from './cells';
import type { Columns, Placed } from './columns';
import type { Action } from './model';

export const ROW = 34; // px; the style sheet has the same height
const SPARE = 4; // rows kept above and below

interface Cell {
  node: HTMLDivElement;
  /** What is rendered in it; undefined: nothing yet. */
  key?: string;
}

/** A row that exists in the DOM. */
class DrawnRow {
  readonly node: HTMLDivElement;
  private readonly _cells: Cell[];
  private readonly _buttons: HTMLButtonElement[];

  constructor(
    id: string,
    private readonly _shown: Placed[],
    actions: Action[]
  ) {
    this.node = element('div', 'cj-row', undefined, { role: 'row', 'data-id': id });
    this._cells = _shown.map(({ column }) => ({ node: gridCell(`cj-kind-${column.kind}`) }));
    this._buttons = actions.map(({ key, label, tone }) => {
      const made = button(label, undefined, `cj-small cj-tone-${tone}`);
      made.dataset.action = key;
      made.tabIndex = -1;
      return made;
    });
    this.node.append(...this._cells.map(({ node }) => node));
    if (actions.length) {
      const cell = gridCell('cj-actions');
      cell.append(...this._buttons);
      this.node.append(cell);
    }
  }

  /** @param name of the row, for its buttons */
  fill(row: Row, name: string, now: number): void {
    this._shown.forEach(({ column, index }, place) => {
      const cell = this._cells[place];
      const value = cellOf(row, index);
      const text = inWords(column.kind, value, now);
      const key = Array.isArray(value) ? `${text}\n${value[1] ?? ''}\n${String(value[2])}` : text;
      if (!cell || cell.key === key) {
        return;
      }
      const changed = cell.key !== undefined;
      cell.key = key;
      tooltip(cell.node, text);
      cell.node.replaceChildren(...(column.kind === 'badge' ? badge(value, changed) : [text]));
    });
    const blocked = row[BLOCKED] ?? {};
    for (const made of this._buttons) {
      const state = blocked[made.dataset.action ?? '']; // null: this row has no such button
      const why = state ?? '';
      made.hidden = state === null;
      made.setAttribute('aria-label', `${made.textContent} ${name}`);
      // Not `disabled`: the reason must be reachable by keyboard and pointer.
      made.setAttribute('aria-disabled', String(why !== ''));
      tooltip(made, why);
    }
  }
}

function gridCell(className: string): HTMLDivElement {
  return element('div', `cj-cell ${className}`, undefined, { role: 'gridcell' });
}

function badge(value: Value, changed: boolean): HTMLElement[] {
  if (!Array.isArray(value) || !value[0]) {
    return [];
  }
  const [text, tone = 'quiet', busy = false, detail = ''] = value;
  const chip = pill(text, tone, { busy, changed });
  return detail ? [chip, element('span', 'cj-badge-detail', detail)] : [chip];
}

/** The rows in view, as DOM: only those on the screen (and a few more) exist. */
export class Body {
  readonly space = element('div', 'cj-space', undefined, { role: 'rowgroup' });
  private readonly _pool = new Map<string, DrawnRow>(); // by id
  private _shown: Placed[] = [];

  /** @param _name position of the cell that names the row */
  constructor(
    private readonly _scroller: HTMLElement,
    private readonly _columns: Columns,
    private readonly _actions: Action[],
    private readonly _name: number
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

  /** Scroll just far enough to see a row. */
  scrollTo(at: number, headHeight: number): void {
    const scroller = this._scroller;
    const room = scroller.clientHeight - headHeight;
    const y = at * ROW;
    if (y < scroller.scrollTop) {
      scroller.scrollTop = y;
    } else if (y + ROW > scroller.scrollTop + room) {
      scroller.scrollTop = y + ROW - room;
    }
  }

  /** @param active id of the row in the tab order */
  paint(
    rows: Row[],
    headHeight: number,
    selected: ReadonlySet<string>,
    active: string | null
  ): void {
    this._shown = this._columns.shown();
    this._scroller.classList.toggle('cj-over', this._columns.least > this._scroller.clientWidth);
    const top = this._scroller.scrollTop;
    const height = this._scroller.clientHeight - headHeight;
    const first = Math.max(0, Math.floor(top / ROW) - SPARE);
    const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + SPARE);
    const inView = rows.slice(first, last);
    const shown = new Set(inView.map(row => row[ID]));
    this._drop(shown);
    // The grid must stay reachable by keyboard when the active row is scrolled out of view.
    const middle = rows[Math.min(first + SPARE, last - 1)]?.[ID];
    const entry = active !== null && shown.has(active) ? active : middle;
    const now = Date.now() / 1000;
    inView.forEach((row, place) => {
      const node = this._draw(row, place, now);
      node.style.transform = `translateY(${(first + place) * ROW}px)`;
      node.setAttribute('aria-rowindex', String(first + place + 2));
      node.setAttribute('aria-selected', String(selected.has(row[ID])));
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

  private _draw(row: Row, place: number, now: number): HTMLElement {
    let drawn = this._pool.get(row[ID]);
    if (!drawn) {
      drawn = new DrawnRow(row[ID], this._shown, this._actions);
      this._pool.set(row[ID], drawn);
    }
    const there = this.space.childNodes[place];
    if (there !== drawn.node) {
      this.space.insertBefore(drawn.node, there ?? null);
    }
    drawn.fill(row, String(cellOf(row, this._name)), now);
    return drawn.node;
  }
}
