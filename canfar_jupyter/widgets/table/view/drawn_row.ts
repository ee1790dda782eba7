import { bareButton, button } from '../../kit/elements/button';
import { checkbox, element, tooltip } from '../../kit/elements/element';
import { type MenuItem, menu } from '../../kit/elements/menu';
import type { Open } from '../../kit/elements/popover';
import { contentOf } from './cell_content';
import { BLOCKED, ID, PRIMARY, type Row, cellOf, inWords, nameOf } from './cells';
import type { Placed } from './columns';
import type { Action } from './model';

const MORE = '\u22ef';

interface Cell {
  node: HTMLDivElement;
  /** What is rendered in it; undefined: nothing yet. */
  key?: string;
}

/** A row that exists in the DOM: check box, cells, primary action, menu. */
export class DrawnRow {
  readonly node: HTMLDivElement;
  private readonly _box = checkbox();
  private readonly _cells: Cell[];
  private readonly _primary = button('', undefined, 'cj-primary');
  private readonly _more = bareButton('cj-button cj-icon cj-more', MORE);
  private readonly _open: Open;
  private _row: Row;

  /** @param _act does what an item of the menu says */
  constructor(
    row: Row,
    private readonly _shown: Placed[],
    private readonly _actions: Action[],
    private readonly _act: (id: string, action: string) => void
  ) {
    this._row = row;
    this.node = element('div', 'cj-row', undefined, { role: 'row', 'data-id': row[ID] });
    this._cells = _shown.map(placed => ({ node: cellFor(placed) }));
    this._box.tabIndex = this._primary.tabIndex = this._more.tabIndex = -1;
    const check = gridCell('cj-check-cell');
    check.append(this._box);
    this.node.append(check, ...this._cells.map(({ node }) => node));
    this._open = menu(
      this._more,
      () => `Actions for ${nameOf(this._row)}`,
      () => this._items()
    );
    if (_actions.length) {
      const cell = gridCell('cj-actions');
      cell.append(this._primary, this._more);
      this.node.append(cell);
    }
  }

  /** Open the menu: below its button, or where the pointer is. */
  openMenu(at?: DOMRect): void {
    if (this._actions.length) {
      this._open(at);
    }
  }

  fill(row: Row, now: number): void {
    this._row = row;
    this._shown.forEach(({ column, index }, place) => {
      const cell = this._cells[place];
      const value = cellOf(row, index);
      const text = inWords(column.kind, value, now);
      const key = Array.isArray(value) ? JSON.stringify(value) : text;
      if (!cell || cell.key === key) {
        return;
      }
      const changed = cell.key !== undefined;
      cell.key = key;
      tooltip(cell.node, text);
      cell.node.replaceChildren(...contentOf(column, value, text, changed));
    });
    this._label(nameOf(row), row[PRIMARY]);
  }

  show(selected: boolean, current: boolean): void {
    this._box.checked = selected;
    this.node.setAttribute('aria-selected', String(selected));
    this.node.classList.toggle('cj-current', current);
    if (current) {
      this.node.setAttribute('aria-current', 'true');
    } else {
      this.node.removeAttribute('aria-current');
    }
  }

  private _label(name: string, primary: string): void {
    this.node.setAttribute('aria-label', name);
    this._box.setAttribute('aria-label', `Select ${name}`);
    this._more.setAttribute('aria-label', `Actions for ${name}`);
    tooltip(this._more, `Actions for ${name}`);
    const action = this._actions.find(({ key }) => key === primary);
    this._primary.hidden = action === undefined;
    if (action) {
      const why = this._why(action) ?? '';
      this._primary.textContent = action.label;
      this._primary.dataset.action = action.key;
      this._primary.setAttribute('aria-label', `${action.label} ${name}`);
      // Not `disabled`: the reason must be reachable by keyboard and pointer.
      this._primary.setAttribute('aria-disabled', String(why !== ''));
      tooltip(this._primary, why);
    }
  }

  /** Why an action is not possible; null: this row does not have it. */
  private _why({ key }: Action): string | null {
    const why = this._row[BLOCKED]?.[key];
    return why === undefined ? '' : why;
  }

  private _items(): MenuItem[] {
    return this._actions.flatMap(action => {
      const blocked = this._why(action);
      const act = (): void => this._act(this._row[ID], action.key);
      return blocked === null ? [] : [{ label: action.label, act, blocked, tone: action.tone }];
    });
  }
}

function gridCell(className: string): HTMLDivElement {
  return element('div', `cj-cell ${className}`, undefined, { role: 'gridcell' });
}

/** Its title is shown where there is no row of titles. */
function cellFor({ column, index }: Placed): HTMLDivElement {
  const made = gridCell(`cj-kind-${column.kind}`);
  made.classList.toggle('cj-name-cell', index === 0);
  made.dataset.title = column.title;
  return made;
}
