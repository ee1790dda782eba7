import { button } from '../../kit/elements/button';
import { element } from '../../kit/elements/element';
import { menu } from '../../kit/elements/menu';
import type { Action } from './model';
import { selected } from './words';

/** What is done to the rows whose box is checked. */
export interface BulkActs {
  bulk(action: string): void;
  selectNone(): void;
  copy(): void;
  save(): void;
}

/** The bar of the checked rows: how many, what can be done to all of them, Clear. */
export class BulkBar {
  readonly node: HTMLDivElement;
  private readonly _count = element('strong', 'cj-bulk-count', undefined, { role: 'status' });
  private readonly _buttons: { label: string; made: HTMLButtonElement }[];
  private readonly _all: HTMLButtonElement; // where there is no room for each
  private _selected = 0;

  constructor(label: string, actions: Action[], on: BulkActs) {
    this.node = element('div', 'cj-bar cj-bulk', undefined, {
      role: 'toolbar',
      'aria-label': `Selected ${label}`
    });
    const many = actions.filter(action => action.many);
    this._buttons = many.map(({ key, label, tone }) => {
      const made = button(label, () => on.bulk(key), `cj-bulk-one cj-tone-${tone}`);
      made.dataset.action = key;
      return { label, made };
    });
    this._all = button('Actions', undefined, 'cj-bulk-all');
    menu(
      this._all,
      () => `Actions for ${selected(this._selected)}`,
      () => many.map(({ key, label, tone }) => ({ label, act: () => on.bulk(key), tone }))
    );
    const spring = element('span', 'cj-spring');
    this.node.append(
      this._count,
      ...this._buttons.map(({ made }) => made),
      ...(many.length ? [this._all] : []),
      spring,
      button('Copy', () => on.copy(), 'cj-quiet'),
      button('CSV', () => on.save(), 'cj-quiet'),
      button('Clear', () => on.selectNone(), 'cj-quiet')
    );
    this.node.hidden = true;
  }

  /** @param rows number of checked ones; 0 hides the bar */
  show(rows: number): void {
    this._selected = rows;
    this.node.hidden = rows === 0;
    this._count.textContent = rows ? selected(rows) : '';
    this._all.setAttribute('aria-label', `Actions for ${selected(rows)}`);
    for (const { label, made } of this._buttons) {
      made.setAttribute('aria-label', `${label} ${selected(rows)}`);
    }
  }
}
