import { bareButton } from '../../kit/elements/button';
import { element } from '../../kit/elements/element';
import { inDigits } from '../../kit/elements/numbers';
import type { Group } from './query';

/** The groups of rows as buttons, with how many rows each has; one is pressed. */
export class Chips {
  readonly node: HTMLDivElement;
  private readonly _chips = new Map<string, { chip: HTMLButtonElement; count: HTMLElement }>();

  constructor(
    label: string,
    private readonly _choose: (key: string) => void
  ) {
    this.node = element('div', 'cj-chips', undefined, {
      role: 'group',
      'aria-label': `Show ${label}`
    });
  }

  /** @param chosen key of the pressed one */
  draw(groups: Group[], counts: ReadonlyMap<string, number>, chosen: string): void {
    const shown = groups.filter(({ key, always }) => always || counts.get(key) || key === chosen);
    this.node.hidden = shown.length === 0;
    for (const [key, { chip }] of this._chips) {
      if (!shown.some(group => group.key === key)) {
        chip.remove();
        this._chips.delete(key);
      }
    }
    shown.forEach((group, at) => {
      const { chip, count } = this._chips.get(group.key) ?? this._make(group);
      if (this.node.childNodes[at] !== chip) {
        this.node.insertBefore(chip, this.node.childNodes[at] ?? null);
      }
      count.textContent = inDigits(counts.get(group.key) ?? 0);
      chip.setAttribute('aria-pressed', String(group.key === chosen));
    });
  }

  private _make({ key, title }: Group): { chip: HTMLButtonElement; count: HTMLElement } {
    const chip = bareButton('cj-chip', undefined, () => this._choose(key));
    chip.dataset.key = key;
    const count = element('span', 'cj-chip-count');
    chip.append(title, ' ', count);
    const made = { chip, count };
    this._chips.set(key, made);
    return made;
  }
}
