// The filter of one column, opened from its title.
import { button } from '../../kit/elements/button';
import { checkbox, element, uniqueId } from '../../kit/elements/element';
import { inDigits } from '../../kit/elements/numbers';
import { popover } from '../../kit/elements/popover';
import type { Column, Row } from './cells';
import type { Placed } from './columns';
import { type Filter, HINTS, NOTHING } from './filters';
import { choices, filterKind, isFilter, isNumeric } from './filters';

const MOST_OFFERED = 200; // values offered

/** The parts of a column's filter. */
export interface Filtering {
  /** The current one. */
  filter(key: string): Filter | undefined;
  change(key: string, filter: Filter | null): void;
  /** The rows it applies to. */
  rows(): Row[];
}

export function filterMenu(opener: HTMLButtonElement, placed: Placed, on: Filtering): void {
  const { column } = placed;
  popover(opener, `Filter ${column.title}`, (panel, close) => {
    if (filterKind(column) === 'choice') {
      panel.append(offer(placed, on));
    } else {
      panel.append(...ask(column, on, close));
    }
    const clear = (): void => {
      on.change(column.key, null);
      close();
    };
    panel.append(button('Clear', clear, 'cj-small'));
  });
}

function ask(column: Column, on: Filtering, close: () => void): HTMLElement[] {
  const hint = isNumeric(column.kind) ? `like ${HINTS[column.kind]}` : '';
  const label = element('label', 'cj-label', hint ? column.title : `${column.title} contains`);
  const input = element('input', 'cj-input', undefined, { type: 'text' });
  input.value = on.filter(column.key)?.text ?? '';
  label.append(input);
  const note = element('div', 'cj-count', hint, { role: 'status', id: uniqueId('filter') });
  input.setAttribute('aria-describedby', note.id);
  input.addEventListener('input', () => {
    const text = input.value.trim();
    const good = text === '' || isFilter(column, text);
    input.setAttribute('aria-invalid', String(!good));
    note.textContent = good ? hint : `Enter it ${hint}.`;
    if (good) {
      on.change(column.key, text ? { text } : null);
    }
  });
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter') {
      event.preventDefault(); // else it would press the button that has the focus then
      close();
    }
  });
  return [label, note];
}

function offer({ column, index }: Placed, on: Filtering): HTMLElement {
  const chosen = new Set(on.filter(column.key)?.values);
  const found = new Map(choices(column, index, on.rows()));
  for (const value of chosen) {
    if (!found.has(value)) {
      found.set(value, 0); // chosen before
    }
  }
  const group = element('div', 'cj-menu', undefined, {
    role: 'group',
    'aria-label': `Show only these of ${column.title}`
  });
  for (const [value, count] of [...found].slice(0, MOST_OFFERED)) {
    const label = element('label');
    const box = checkbox(chosen.has(value));
    box.addEventListener('change', () => {
      if (box.checked) {
        chosen.add(value);
      } else {
        chosen.delete(value);
      }
      on.change(column.key, chosen.size ? { values: new Set(chosen) } : null);
    });
    label.append(box, ' ', value, ' ', element('span', 'cj-count', inDigits(count)));
    group.append(label);
  }
  if (!found.size) {
    group.append(NOTHING);
  }
  return group;
}
