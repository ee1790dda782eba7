// The flavors as a table of radio buttons: keys and screen readers work as with any of those.
import type { RenderProps } from '@anywidget/types';
import { element, targetOf, uniqueId } from '../kit/elements/element';

interface Flavor {
  id: string;
  name: string;
  cores: string;
  memory: string;
  disk: string;
  scratch: string;
  /** Whether the launch fits, and why not. */
  fits: boolean;
  reason: string;
  /** The note shown when it is chosen. */
  words: string;
}

interface Traits {
  rows: Flavor[];
  /** Id of the chosen one. */
  value: string;
}

const FACTS = ['cores', 'memory', 'disk', 'scratch'] as const;
const TITLES = ['Flavor', 'Cores', 'Memory', 'Disk', 'Scratch'];

/** The row of one flavor. */
class Line {
  readonly node = element('tr');
  private readonly _radio: HTMLInputElement;
  private readonly _name = element('span');
  private readonly _reason = element('span', 'cj-flavor-reason');
  private readonly _cells = FACTS.map(() => element('td'));
  private _shown = '';

  constructor(group: string, id: string) {
    this._radio = element('input', '', undefined, { type: 'radio', name: group });
    this._radio.value = id;
    const label = element('label');
    label.append(this._radio, this._name);
    const first = element('td');
    first.append(label, this._reason);
    this.node.append(first, ...this._cells);
  }

  fill(flavor: Flavor): void {
    const wanted = JSON.stringify(flavor);
    if (this._shown === wanted) {
      return;
    }
    this._shown = wanted;
    this._name.textContent = flavor.name;
    this._radio.setAttribute('aria-label', flavor.name);
    this._reason.textContent = flavor.reason;
    this.node.classList.toggle('cj-unfit', !flavor.fits);
    this._cells.forEach((cell, at) => {
      const fact = FACTS[at];
      cell.textContent = fact ? flavor[fact] : '';
    });
  }

  choose(yes: boolean): void {
    this._radio.checked = yes;
    this.node.classList.toggle('cj-chosen', yes);
  }
}

/** The rows of all flavors, in order. */
class Lines {
  readonly node = element('tbody');
  private readonly _lines = new Map<string, Line>();

  constructor(private readonly _group: string) {}

  draw(flavors: Flavor[]): void {
    const there = new Set(flavors.map(flavor => flavor.id));
    for (const [id, line] of this._lines) {
      if (!there.has(id)) {
        line.node.remove();
        this._lines.delete(id);
      }
    }
    flavors.forEach((flavor, at) => {
      const line = this._lines.get(flavor.id) ?? new Line(this._group, flavor.id);
      this._lines.set(flavor.id, line);
      line.fill(flavor);
      if (this.node.children[at] !== line.node) {
        this.node.insertBefore(line.node, this.node.children[at] ?? null);
      }
    });
  }

  choose(value: string): void {
    for (const [id, line] of this._lines) {
      line.choose(id === value);
    }
  }
}

function tableOf(lines: Lines): HTMLTableElement {
  const row = element('tr');
  row.append(...TITLES.map(title => element('th', '', title, { scope: 'col' })));
  const head = element('thead');
  head.append(row);
  const table = element('table', '', undefined, { role: 'presentation' });
  table.append(head, lines.node);
  return table;
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const group = uniqueId('flavor');
  const box = element('div', 'cj-flavors', undefined, {
    role: 'radiogroup',
    'aria-label': 'Flavor'
  });
  const lines = new Lines(group);
  box.append(tableOf(lines));
  const words = element('div', 'cj-advice cj-flavor-words');
  el.append(box, words);
  const choose = (): void => {
    const value = model.get('value');
    lines.choose(value);
    words.textContent = model.get('rows').find(flavor => flavor.id === value)?.words ?? '';
  };
  const draw = (): void => {
    lines.draw(model.get('rows'));
    choose();
  };
  lines.node.addEventListener('change', event => {
    if (event.target instanceof HTMLInputElement) {
      model.set('value', event.target.value);
      model.save_changes();
    }
  });
  lines.node.addEventListener('click', event => {
    const target = targetOf(event);
    if (!target?.closest('label')) {
      target?.closest('tr')?.querySelector('input')?.click();
    }
  });
  const receive = (message: { op: string }): void => {
    if (message.op === 'focus') {
      (box.querySelector<HTMLInputElement>('input:checked') ?? box.querySelector('input'))?.focus();
    }
  };
  model.on('change:rows', draw);
  model.on('change:value', choose);
  model.on('msg:custom', receive);
  draw();
  return () => model.off('msg:custom', receive);
}

export default { render };
