import { bareButton } from '../../kit/elements/button';
import { checkbox, element, sideways, targetOf } from '../../kit/elements/element';
import type { Column } from './cells';
import { Dragging } from './column_dragging';
import type { Columns, Placed } from './columns';
import { type Filtering, filterMenu } from './filter_menu';
import type { Filter } from './filters';
import type { Action } from './model';
import type { SortKey } from './order';
import { TITLE_ADVICE } from './words';

/** The actions of the head. */
export interface HeadActs extends Filtering {
  sort(index: number, add: boolean): void;
  /** Go to the rows. */
  leave(): void;
  /** Check the boxes of all rows that are shown, or of none. */
  selectAll(yes: boolean): void;
}

/** The title of a column as rendered. */
interface Cell extends Placed {
  node: HTMLDivElement;
  title: HTMLButtonElement;
  funnel: HTMLButtonElement;
}

/**
 * The row of titles: click to sort, drag to move, drag an edge to resize; also by keyboard.
 */
export class Head {
  readonly el = element('div', 'cj-row cj-head', undefined, { role: 'row', 'aria-rowindex': '1' });
  private readonly _dragging: Dragging;
  private readonly _box = checkbox();
  private readonly _check = element('div', 'cj-cell cj-check-cell', undefined, {
    role: 'columnheader'
  });
  private _cells: Cell[] = [];

  constructor(
    scroller: HTMLElement,
    private readonly _columns: Columns,
    private readonly _actions: Action[],
    private readonly _on: HeadActs
  ) {
    this._dragging = new Dragging(this.el, _columns);
    this.el.addEventListener('keydown', event => this._walk(event));
    this.el.addEventListener('focusin', event => this._enter(targetOf(event)));
    this._box.setAttribute('aria-label', 'Select all');
    this._box.addEventListener('change', () => _on.selectAll(this._box.checked));
    this._check.append(this._box);
    const group = element('div', 'cj-head-group', undefined, { role: 'rowgroup' });
    group.append(this.el);
    scroller.append(group);
  }

  draw(): void {
    const had = this._cells.find(({ node }) => node.contains(document.activeElement))?.column.key;
    this._cells = this._columns.shown().map(placed => this._make(placed));
    const nodes = [this._check, ...this._cells.map(({ node }) => node)];
    if (this._actions.length) {
      nodes.push(actionsTitle());
    }
    this.el.replaceChildren(...nodes);
    const again = this._cells.find(({ column }) => column.key === had) ?? this._cells[0];
    this._enter(again?.title ?? null);
    if (had !== undefined) {
      again?.title.focus();
    }
  }

  /** @param selected of the `shown` rows */
  check(selected: number, shown: number): void {
    this._box.checked = shown > 0 && selected >= shown;
    this._box.indeterminate = selected > 0 && selected < shown;
    this._box.disabled = shown === 0;
  }

  show(sort: SortKey[], filters: ReadonlyMap<string, Filter>): void {
    for (const { column, index, node, title, funnel } of this._cells) {
      const at = sort.findIndex(key => key.index === index);
      const direction = sort[at]?.direction ?? 0;
      const sorted = direction > 0 ? 'ascending' : direction < 0 ? 'descending' : 'none';
      node.setAttribute('aria-sort', sorted);
      const number = at >= 0 && sort.length > 1 ? String(at + 1) : '';
      title.dataset.order = number;
      if (number) {
        title.setAttribute('aria-label', `${column.title}, sort key ${number}`);
      } else {
        title.removeAttribute('aria-label');
      }
      funnel.classList.toggle('cj-on', filters.has(column.key));
      funnel.setAttribute('aria-pressed', String(filters.has(column.key)));
    }
  }

  /** One tab stop; within the head Left and Right move, Down goes to the rows. */
  private _enter(stop: Element | null): void {
    for (const button of this.el.querySelectorAll('button')) {
      button.tabIndex = button === stop ? 0 : -1;
    }
  }

  private _walk(event: KeyboardEvent): void {
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const step = sideways(event);
    if (event.key === 'ArrowDown') {
      this._on.leave();
    } else if (step) {
      const stops = [...this.el.querySelectorAll('button')];
      stops[stops.findIndex(stop => stop === targetOf(event)) + step]?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private _make(placed: Placed): Cell {
    const { column } = placed;
    const node = element('div', `cj-cell cj-kind-${column.kind}`, undefined, {
      role: 'columnheader',
      'data-key': column.key
    });
    const title = this._title(placed, node);
    const funnel = bareButton('cj-funnel');
    funnel.setAttribute('aria-label', `Filter ${column.title}`);
    funnel.title = `Filter ${column.title}`;
    filterMenu(funnel, placed, this._on);
    node.append(title, funnel, this._dragging.edge(node, column.key));
    return { ...placed, node, title, funnel };
  }

  private _title({ column, index }: Placed, node: HTMLElement): HTMLButtonElement {
    const title = bareButton('cj-title', undefined, event => {
      this._on.sort(index, event.shiftKey);
    });
    title.append(element('span', '', column.title));
    title.title = TITLE_ADVICE;
    title.addEventListener('keydown', event => this._key(event, column, index, node));
    this._dragging.title(title, node, column.key);
    return title;
  }

  private _key(event: KeyboardEvent, { key }: Column, index: number, node: HTMLElement): void {
    const step = sideways(event);
    if (event.shiftKey && event.key === 'Enter') {
      this._on.sort(index, true);
    } else if (step && event.shiftKey && event.ctrlKey) {
      this._columns.move(key, step);
    } else if (step && event.shiftKey) {
      this._columns.nudge(key, node.getBoundingClientRect().width, step);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** The buttons need no title, but a name. */
function actionsTitle(): HTMLDivElement {
  const node = element('div', 'cj-cell cj-actions', undefined, { role: 'columnheader' });
  node.append(element('span', 'cj-unseen', 'Actions'));
  return node;
}
