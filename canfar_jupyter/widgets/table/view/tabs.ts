import { bareButton } from '../../kit/elements/button';
import { element, sideways, targetOf } from '../../kit/elements/element';
import { inDigits } from '../../kit/elements/numbers';
import type { Group } from './query';

/** The tabs of groups, with how many rows each has. */
export class Tabs {
  readonly node: HTMLDivElement;
  private readonly _tabs = new Map<string, { tab: HTMLButtonElement; count: HTMLElement }>();

  constructor(
    label: string,
    private readonly _open: (key: string) => void
  ) {
    this.node = element('div', 'cj-tabs', undefined, { role: 'tablist', 'aria-label': label });
    this.node.addEventListener('keydown', event => this._move(event));
  }

  /** @param open key of the open one */
  draw(groups: Group[], counts: ReadonlyMap<string, number>, open: string): void {
    const shown = groups.filter(({ key, always }) => always || counts.get(key));
    this.node.hidden = shown.length === 0;
    for (const [key, { tab }] of this._tabs) {
      if (!shown.some(group => group.key === key)) {
        tab.remove();
        this._tabs.delete(key);
      }
    }
    shown.forEach((group, at) => {
      const { tab, count } = this._tabs.get(group.key) ?? this._make(group);
      if (this.node.childNodes[at] !== tab) {
        this.node.insertBefore(tab, this.node.childNodes[at] ?? null);
      }
      count.textContent = inDigits(counts.get(group.key) ?? 0);
      tab.setAttribute('aria-selected', String(group.key === open));
      tab.tabIndex = group.key === open ? 0 : -1;
    });
  }

  private _make({ key, title }: Group): { tab: HTMLButtonElement; count: HTMLElement } {
    const tab = bareButton('cj-tab', undefined, () => this._open(key));
    tab.dataset.key = key;
    tab.setAttribute('role', 'tab');
    const count = element('span', 'cj-tab-count');
    tab.append(title, ' ', count);
    const made = { tab, count };
    this._tabs.set(key, made);
    return made;
  }

  private _move(event: KeyboardEvent): void {
    const step = sideways(event);
    if (!step) {
      return;
    }
    const tabs = [...this.node.querySelectorAll('button')];
    const from = tabs.findIndex(tab => tab === targetOf(event));
    const next = tabs[(from + step + tabs.length) % tabs.length];
    next?.focus();
    next?.click();
    event.preventDefault();
    event.stopPropagation();
  }
}
