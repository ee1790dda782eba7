import { button } from '../../kit/elements/button';
import { element } from '../../kit/elements/element';
import { menu } from '../../kit/elements/menu';
import { BulkBar } from './bulk_bar';
import { Chips } from './chips';
import { columnMenu } from './column_menu';
import type { Columns } from './columns';
import type { Model } from './model';
import {
  CLEAR_ADVICE,
  COLUMNS_ADVICE,
  EXPORT_ADVICE,
  copyRowsLabel,
  saveRowsLabel,
  shownOf
} from './words';

/** The actions of the bar. */
export interface BarActs {
  group(key: string): void;
  filter(text: string): void;
  bulk(action: string): void;
  /** Forget search and filters. */
  clear(): void;
  /** Go to the rows. */
  leave(): void;
  selectNone(): void;
  copy(): void;
  save(): void;
}

/** The state of the table. */
export interface BarState {
  /** Rows by group. */
  counts: ReadonlyMap<string, number>;
  group: string;
  /** Rows in view. */
  shown: number;
  /** Rows of the group. */
  total: number;
  /** Number of selected rows. */
  selected: number;
  filtered: boolean;
}

/**
 * The bar above the grid: search, groups, count and tools; while boxes are checked, what can be
 * done to those rows, in the same place, so that nothing moves.
 */
export class Bar {
  private readonly _chips: Chips;
  private readonly _input: HTMLInputElement;
  private readonly _count = element('span', 'cj-count', undefined, { role: 'status' });
  private readonly _bars = element('div', 'cj-bars');
  private readonly _usual = element('div', 'cj-bar');
  private readonly _bulk: BulkBar;
  private readonly _tools = element('span', 'cj-tools');
  private readonly _clear: HTMLButtonElement;
  private _rows = 0;

  constructor(
    el: HTMLElement,
    private readonly _model: Model,
    columns: Columns,
    private readonly _on: BarActs
  ) {
    const label = _model.get('label');
    this._chips = new Chips(label, key => _on.group(key));
    this._input = element('input', 'cj-input cj-filter', undefined, {
      type: 'search',
      placeholder: `Search ${label.toLowerCase()}  /`,
      'aria-label': `Search ${label}`
    });
    this._input.addEventListener('input', () => _on.filter(this._input.value));
    this._input.addEventListener('keydown', event => this._key(event));
    this._input.addEventListener('blur', () => this._bars.classList.remove('cj-searching'));
    this._clear = button('Clear filters', () => {
      this._input.value = '';
      _on.clear();
    });
    this._clear.title = CLEAR_ADVICE;
    this._bulk = new BulkBar(label, _model.get('actions'), _on);
    columnMenu(this._tool('Columns', COLUMNS_ADVICE), columns);
    menu(this._tool('Export', EXPORT_ADVICE), 'Export', () => this._exports());
    this._layOut(el, label);
  }

  /** Put the cursor into the search; it comes before the bar of the checked rows then. */
  search(): void {
    this._bars.classList.add('cj-searching');
    this._input.focus();
    this._input.select();
  }

  set text(text: string) {
    this._input.value = text;
  }

  /** Whether there is no room for a button for each action. */
  narrow(yes: boolean): void {
    this._bars.classList.toggle('cj-narrow', yes);
  }

  update({ counts, group, shown, total, selected, filtered }: BarState): void {
    this._chips.draw(this._model.get('groups'), counts, group);
    this._count.textContent = filtered ? shownOf(shown, total) : '';
    const empty = (counts.get('') ?? total) === 0 && !filtered;
    this._input.hidden = empty;
    this._tools.hidden = empty;
    this._clear.hidden = !filtered;
    this._rows = selected || shown;
    this._bulk.show(selected);
    this._usual.classList.toggle('cj-behind', selected > 0);
  }

  /** Down and Enter go to the rows; Escape, too, and forgets the search. */
  private _key(event: KeyboardEvent): void {
    if (!['ArrowDown', 'Enter', 'Escape'].includes(event.key)) {
      return;
    }
    if (event.key === 'Escape' && this._input.value !== '') {
      this._input.value = '';
      this._on.filter('');
    }
    event.preventDefault();
    event.stopPropagation();
    this._on.leave();
  }

  private _exports(): { label: string; act: () => void }[] {
    return [
      { label: copyRowsLabel(this._rows), act: () => this._on.copy() },
      { label: saveRowsLabel(this._rows), act: () => this._on.save() }
    ];
  }

  private _layOut(el: HTMLElement, label: string): void {
    const heading = element('h2', 'cj-heading', label);
    const left = element('div', 'cj-bar-left');
    left.append(this._input, this._chips.node, this._clear, this._count);
    this._usual.append(heading, left, this._tools);
    this._bars.append(this._usual, this._bulk.node);
    el.append(this._bars);
  }

  private _tool(label: string, title: string): HTMLButtonElement {
    const made = button(label, undefined, 'cj-quiet');
    made.title = title;
    this._tools.append(made);
    return made;
  }
}
