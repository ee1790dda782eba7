import { button } from '../../kit/elements/button';
import { element } from '../../kit/elements/element';
import { inDigits } from '../../kit/elements/numbers';
import type { Action } from './model';

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

  constructor(label: string, actions: Action[], on: BulkActs) {
    this.node = element('div', 'cj-bar cj-bulk', undefined, {
      role: 'toolbar',
      'aria-label': `Selected ${label}`
    });
    this._buttons = actions
      .filter(action => action.many)
      .map(({ key, label, tone }) => {
        const made = button(label, () => on.bulk(key), `cj-tone-${tone}`);
        made.dataset.action = key;
        return { label, made };
      });
    const spring = element('span', 'cj-spring');
    this.node.append(
      this._count,
      ...this._buttons.map(({ made }) => made),
      spring,
      button('Copy', () => on.copy(), 'cj-quiet'),
      button('CSV', () => on.save(), 'cj-quiet'),
      button('Clear', () => on.selectNone(), 'cj-quiet')
    );
    this.node.hidden = true;
  }

  /** @param selected number of checked rows; 0 hides the bar */
  show(selected: number): void {
    this.node.hidden = selected === 0;
    this._count.textContent = selected ? `${inDigits(selected)} selected` : '';
    for (const { label, made } of this._buttons) {
      made.setAttribute('aria-label', `${label} ${inDigits(selected)} selected`);
    }
  }
}
