// Cloud, project and user; quotas as bars; Refresh.
import type { RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { element, tooltip } from '../kit/elements/element';
import { meter } from '../kit/elements/meter';

interface Quota {
  label: string;
  text: string;
  /** From 0 to 1; null: there is no limit. */
  share: number | null;
  tone: string;
}

interface Traits {
  cloud: string;
  project: string;
  user: string;
  address: string;
  quotas: Quota[];
  /** Why the page may be out of date; "" if it is current. */
  stale: string;
}

function pair(label: string, text: string): HTMLElement {
  const box = element('span', 'cj-pair');
  tooltip(box, `${label} ${text}`);
  box.append(element('span', 'cj-pair-label', label), ' ', element('span', 'cj-pair-value', text));
  return box;
}

function quotaBar({ label, text, share, tone }: Quota): HTMLElement {
  const box = pair(label, text);
  box.classList.add('cj-quota');
  if (share !== null) {
    box.append(meter({ width: share, tone }));
  }
  return box;
}

function render({ model, el }: RenderProps<Traits>): void {
  const who = element('div', 'cj-who');
  const quotas = element('div', 'cj-quotas', undefined, { role: 'group', 'aria-label': 'Quotas' });
  const refresh = button('Refresh', () => model.send({ op: 'refresh' }));
  refresh.title = 'Read everything again now; this also happens automatically';
  const stale = element('div', 'cj-stale cj-tone-warn', undefined, { role: 'status' });
  const line = element('div', 'cj-header-line');
  line.append(who, quotas, refresh);
  el.append(line, stale);
  const draw = (): void => {
    who.replaceChildren(
      pair('Cloud', model.get('cloud')),
      pair('Project', model.get('project')),
      pair('User', model.get('user'))
    );
    tooltip(who, model.get('address'));
    quotas.replaceChildren(...model.get('quotas').map(quotaBar));
    stale.textContent = model.get('stale');
    stale.hidden = model.get('stale') === '';
  };
  model.on('change', draw);
  draw();
}

export default { render };
