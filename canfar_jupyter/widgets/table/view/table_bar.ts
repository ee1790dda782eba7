import { button } from '../../kit/elements/button';
import { element } from '../../kit/elements/element';
import { inDigits } from '../../kit/elements/numbers';
import type { Action, Model } from './model';
import { columnMenu } from './column_menu';
import type { Columns } from './columns';
import { Tabs } from './tabs';

const TOLD_MS = 4000;

/** The actions of the bar. */
export interface BarActs {
  group(key: string): void;
  filter(text: string): void;
  bulk(action: string): void;
  clear(): void;
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
 * The bar above the grid: tabs of groups, the filter, the count, and the actions.
 */
export class Bar {
  private readonly _tabs: Tabs;
  private readonly _input: HTMLInputElement;
  private readonly _count = element('span', 'cj-count', undefined, { role: 'status' });
  private readonly _bulk: { label: string; button: HTMLButtonElement }[];
  private readonly _tools = element('span', 'cj-tools');
  private readonly _clear: HTMLButtonElement;
  private readonly _copy: HTMLButtonElement;
  private readonly _save: HTMLButtonElement;
  private _counted = '';
  private _told = '';
  private _telling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    el: HTMLElement,
    private readonly _model: Model,
    columns: Columns,
    private readonly _on: BarActs
  ) {
    const label = _model.get('label');
    this._tabs = new Tabs(label, key => _on.group(key));
    this._input = element('input', 'cj-input cj-filter', undefined, {
      type: 'search',
      placeholder: 'Filter',
      'aria-label': `Filter ${label}`
    });
    this._input.addEventListener('input', () => _on.filter(this._input.value));
    this._bulk = _model
      .get('actions')
      .filter(action => action.many)
      .map(action => this._makeBulk(action));
    this._clear = this._tool('Clear filters', 'Show all rows again', () => {
      this._input.value = '';
      _on.clear();
    });
    columnMenu(this._tool('Columns', 'Show, hide and move columns'), columns);
    this._copy = this._tool('Copy', '', () => _on.copy());
    this._save = this._tool('CSV', '', () => _on.save());
    el.append(this._layOut(label));
  }

  /** Show what was just done, in place of the count. */
  tell(text: string): void {
    clearTimeout(this._telling);
    this._told = text;
    this._count.textContent = text;
    this._telling = setTimeout(() => {
      this._told = '';
      this._count.textContent = this._counted;
    }, TOLD_MS);
  }

  update({ counts, group, shown, total, selected, filtered }: BarState): void {
    this._tabs.draw(this._model.get('groups'), counts, group);
    this._counted = filtered ? `${inDigits(shown)} of ${inDigits(total)}` : '';
    if (!this._told) {
      this._count.textContent = this._counted;
    }
    const empty = total === 0 && !filtered;
    this._input.hidden = empty;
    this._tools.hidden = empty;
    this._clear.hidden = !filtered;
    const which = selected ? `the ${inDigits(selected)} selected` : `all ${inDigits(shown)}`;
    this._copy.title = `Copy ${which} rows, to paste into a spreadsheet (Ctrl+C)`;
    this._save.title = `Download ${which} rows as a CSV file`;
    for (const bulk of this._bulk) {
      bulk.button.hidden = selected < 2;
      bulk.button.textContent = `${bulk.label} ${inDigits(selected)} selected`;
    }
  }

  private _layOut(label: string): HTMLElement {
    const bulk = element('span', 'cj-bulk');
    bulk.append(...this._bulk.map(made => made.button));
    const right = element('div', 'cj-bar-right');
    right.append(this._input, this._count, bulk, this._tools);
    const bar = element('div', 'cj-bar');
    bar.append(element('h2', 'cj-heading', label), this._tabs.node, right);
    return bar;
  }

  private _makeBulk({ key, label, tone }: Action): { label: string; button: HTMLButtonElement } {
    const made = button('', () => this._on.bulk(key), `cj-tone-${tone}`);
    made.dataset.action = key;
    return { label, button: made };
  }

  private _tool(label: string, title: string, act?: () => void): HTMLButtonElement {
    const made = button(label, act, 'cj-small');
    made.title = title;
    this._tools.append(made);
    return made;
  }
}
