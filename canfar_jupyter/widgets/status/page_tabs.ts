import { bareButton } from '../kit/elements/button';
import { element, sideways, targetOf } from '../kit/elements/element';
import { inDigits } from '../kit/elements/numbers';
import { keep } from '../kit/elements/recall';
import type { Model, Tab } from './header_model';

/**
 * The tabs of the pages. The page that is shown is an attribute of the dashboard's box, so that a
 * page that exists is there at once, without asking the kernel.
 */
export class PageTabs {
  readonly node = element('div', 'cj-page-tabs', undefined, {
    role: 'tablist',
    'aria-label': 'Cloud'
  });
  private readonly _tabs = new Map<string, { tab: HTMLButtonElement; count: HTMLElement }>();

  constructor(
    private readonly _model: Model,
    private readonly _el: HTMLElement
  ) {
    this.node.addEventListener('keydown', event => this._walk(event));
    _model.on('change:tabs change:page', () => this._draw());
    this._draw();
    requestAnimationFrame(() => this._show()); // by then it is in the page
  }

  /** @param kept the tab that was open here last */
  begin(kept: string): void {
    if (kept !== this._model.get('page') && this._model.get('tabs').some(t => t.key === kept)) {
      this._open(kept);
    }
  }

  private _open(key: string): void {
    this._model.set('page', key);
    this._model.save_changes();
    keep(this._model.get('place'), key);
    this._draw();
  }

  private _draw(): void {
    const page = this._model.get('page');
    const tabs = this._model.get('tabs');
    const chosen = tabs.some(({ key }) => key === page) ? page : 'instances';
    tabs.forEach(one => {
      const { tab, count } = this._tabs.get(one.key) ?? this._make(one);
      count.textContent = one.count === null ? '' : inDigits(one.count);
      count.hidden = one.count === null;
      tab.setAttribute('aria-selected', String(one.key === page));
      tab.tabIndex = one.key === chosen ? 0 : -1;
    });
    this._show();
  }

  private _show(): void {
    const box = this._el.closest<HTMLElement>('.cj-dashboard');
    if (box) {
      box.dataset.page = this._model.get('page');
    }
  }

  private _make({ key, title }: Tab): { tab: HTMLButtonElement; count: HTMLElement } {
    const tab = bareButton('cj-page-tab', undefined, () => this._open(key));
    tab.dataset.key = key;
    tab.setAttribute('role', 'tab');
    const count = element('span', 'cj-tab-count', undefined, { 'aria-hidden': 'true' });
    tab.append(title, count);
    tab.setAttribute('aria-label', title);
    const made = { tab, count };
    this._tabs.set(key, made);
    this.node.append(tab);
    return made;
  }

  private _walk(event: KeyboardEvent): void {
    const step = sideways(event);
    const tabs = [...this.node.querySelectorAll('button')];
    const from = tabs.findIndex(tab => tab === targetOf(event));
    if (!step || from < 0) {
      return;
    }
    const next = tabs[(from + step + tabs.length) % tabs.length];
    next?.focus();
    next?.click();
    event.preventDefault();
    event.stopPropagation();
  }
}
