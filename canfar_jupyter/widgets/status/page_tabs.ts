import { bareButton } from '../kit/elements/button';
import { element, sideways, targetOf, uniqueId } from '../kit/elements/element';
import { inDigits } from '../kit/elements/numbers';
import { keep, recall } from '../kit/elements/recall';
import type { Model, Tab } from './header_model';

const LAUNCH = 'launch'; // the page without a tab
const HAS_ITS_OWN_ESCAPE = 'dialog, [role="dialog"], [role="menu"], [role="listbox"], .cj-popover';

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
  private _before: string; // the tab that was open last

  constructor(
    private readonly _model: Model,
    private readonly _el: HTMLElement
  ) {
    this._before = this._isTab(_model.get('page')) ? _model.get('page') : this._first();
    this.node.addEventListener('keydown', event => this._walk(event));
    this._draw();
  }

  /** Open what was open here last; returns a function that lets go of the page. */
  begin(): () => void {
    const model = this._model;
    const opened = `${model.get('place')} opened`;
    const [page, instance] = [recall(model.get('place')), recall(opened)];
    if (model.get('place') && typeof instance === 'string' && instance && !model.get('opened')) {
      model.send({ op: 'reopen', id: instance });
    }
    if (typeof page === 'string' && this._isTab(page) && page !== model.get('page')) {
      this._open(page);
    }
    model.on('change:opened', () => keep(opened, model.get('opened')));
    model.on('change:tabs change:page', () => this._draw());
    const escape = (event: KeyboardEvent): void => this._back(event);
    document.addEventListener('keydown', escape, true); // fields keep their keys to themselves
    const pages = new MutationObserver(() => requestAnimationFrame(() => this._label()));
    let waiting = 0;
    const attach = (): void => {
      const box = this._pages();
      if (box) {
        this._show();
        pages.observe(box, { childList: true });
        this._label();
      } else {
        waiting = requestAnimationFrame(attach); // it is not in the page yet
      }
    };
    attach();
    return () => {
      document.removeEventListener('keydown', escape, true);
      cancelAnimationFrame(waiting);
      pages.disconnect();
    };
  }

  private _first(): string {
    return this._model.get('tabs')[0]?.key ?? '';
  }

  private _isTab(key: string): boolean {
    return this._model.get('tabs').some(tab => tab.key === key);
  }

  private _open(key: string): void {
    this._model.set('page', key);
    this._model.save_changes();
    this._draw();
  }

  private _draw(): void {
    const page = this._model.get('page');
    if (this._isTab(page)) {
      if (page !== this._before) {
        keep(this._model.get('place'), page);
      }
      this._before = page;
    }
    this._model.get('tabs').forEach(one => {
      const { tab, count } = this._tabs.get(one.key) ?? this._make(one);
      const words = one.count === null ? '' : inDigits(one.count);
      if (count.textContent !== words) {
        count.textContent = words;
      }
      tab.setAttribute('aria-selected', String(one.key === page));
      tab.tabIndex = one.key === this._before ? 0 : -1;
    });
    this._show();
  }

  private _box(): HTMLElement | null {
    return this._el.closest<HTMLElement>('.cj-dashboard');
  }

  private _pages(): Element | null {
    return this._box()?.querySelector(':scope > .cj-pages') ?? null;
  }

  private _show(): void {
    const box = this._box();
    if (box) {
      box.dataset.page = this._model.get('page');
    }
  }

  /** Pages are boxes of the kernel's: what they are for is said here. */
  private _label(): void {
    const pages = this._pages();
    for (const [key, { tab }] of this._tabs) {
      const page = pages?.querySelector(`:scope > .cj-page-${key}`);
      if (page) {
        page.id ||= uniqueId('page');
        page.setAttribute('role', 'tabpanel');
        page.setAttribute('aria-labelledby', tab.id);
        tab.setAttribute('aria-controls', page.id);
      }
    }
  }

  private _make({ key, title, counted }: Tab): { tab: HTMLButtonElement; count: HTMLElement } {
    const tab = bareButton('cj-page-tab', undefined, () => this._open(key));
    tab.id = uniqueId('tab');
    tab.setAttribute('role', 'tab');
    const count = element('span', 'cj-tab-count', '', { 'aria-hidden': 'true' });
    count.hidden = !counted;
    tab.append(title, count);
    tab.setAttribute('aria-label', title);
    const made = { tab, count };
    this._tabs.set(key, made);
    this.node.append(tab);
    return made;
  }

  /** Esc on the page that launches leads back to the tab before. */
  private _back(event: KeyboardEvent): void {
    const target = targetOf(event);
    const here = target === document.body || this._box()?.contains(target);
    if (
      event.key !== 'Escape' ||
      !here ||
      target?.getAttribute('aria-expanded') === 'true' ||
      target?.closest(HAS_ITS_OWN_ESCAPE) ||
      document.querySelector('dialog[open], :popover-open') ||
      this._model.get('page') !== LAUNCH
    ) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this._open(this._before);
    this._tabs.get(this._before)?.tab.focus();
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
