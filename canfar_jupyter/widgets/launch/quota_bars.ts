// Quotas: current use, use after this launch, and the limit.
import type { RenderProps } from '@anywidget/types';
import { element } from '../kit/elements/element';
import { type MeterPart, meter } from '../kit/elements/meter';

interface Quota {
  label: string;
  text: string;
  used: number;
  /** What the launch would use. */
  more: number;
  /** null: there is none. */
  limit: number | null;
  /** How full it would be; "bad": the launch would exceed it. */
  tone: string;
}

interface Traits {
  rows: Quota[];
}

/** The parts of a bar: current use, and the launch. */
export function partsOf({ used, more, tone }: Quota, limit: number): MeterPart[] {
  const share = (part: number): number => part / Math.max(limit, 1e-9);
  if (tone === 'bad') {
    return [{ from: 0, width: 1, tone }];
  }
  const room = Math.max(0, limit - used);
  return [
    { width: share(used), tone },
    { from: share(used), width: share(Math.min(more, room)), tone: 'more' }
  ];
}

function render({ model, el }: RenderProps<Traits>): void {
  const title = element('div', 'cj-label', 'This takes');
  const list = element('ul', 'cj-quota-bars', undefined, {
    'aria-label': 'Quotas after this launch'
  });
  el.append(title, list);
  const draw = (): void => {
    const items = model.get('rows').map(quota => {
      const item = element('li');
      const line = element('span', 'cj-quota-line');
      line.append(element('span', '', `${quota.label}:`), ' ', element('span', '', quota.text));
      item.append(line);
      if (quota.limit !== null) {
        item.append(meter(...partsOf(quota, quota.limit)));
      }
      return item;
    });
    list.replaceChildren(...items);
    title.hidden = list.hidden = items.length === 0;
  };
  model.on('change:rows', draw);
  draw();
}

export default { render };
