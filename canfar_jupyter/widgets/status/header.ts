// Cloud, project and user; quotas as bars; the tabs of the pages; Launch.
import type { RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { element, tooltip } from '../kit/elements/element';
import { iconButton } from '../kit/elements/icon_button';
import { meter } from '../kit/elements/meter';
import { recall } from '../kit/elements/recall';
import { PageTabs } from './page_tabs';
import type { Model, Quota, Traits } from './header_model';

const REFRESH = '\u21bb';

function quotaBar({ label, used, limit, share, tone }: Quota): HTMLElement {
  const box = element('span', 'cj-quota');
  const text = element('span', 'cj-quota-text', `${label} `);
  text.append(element('strong', '', used), ` ${limit}`);
  box.append(text);
  if (share !== null) {
    box.append(meter({ width: share, tone }));
  }
  return box;
}

/** Who is signed in where, what of the quotas is used, whether the page is up to date. */
function topLine(model: Model): HTMLElement {
  const who = element('div', 'cj-who');
  const quotas = element('div', 'cj-quotas', undefined, { role: 'group', 'aria-label': 'Quotas' });
  const live = element('span', 'cj-live', undefined, { role: 'status' });
  const user = element('span', 'cj-user');
  const refresh = iconButton(REFRESH, 'Refresh', () => model.send({ op: 'refresh' }), {
    title: 'Read everything again now; this also happens automatically'
  });
  const line = element('div', 'cj-header-line');
  line.append(who, quotas, live, refresh, user);
  const draw = (): void => {
    const slash = element('span', 'cj-slash', '/', { 'aria-hidden': 'true' });
    who.replaceChildren(
      element('span', 'cj-cloud', model.get('cloud')),
      slash,
      element('span', 'cj-project', model.get('project'))
    );
    tooltip(who, model.get('address'));
    user.textContent = model.get('user');
    quotas.replaceChildren(...model.get('quotas').map(quotaBar));
    const stale = model.get('stale') !== '';
    live.textContent = stale ? 'not up to date' : 'live';
    live.classList.toggle('cj-tone-warn', stale);
  };
  model.on('change', draw);
  draw();
  return line;
}

function render({ model, el }: RenderProps<Traits>): void {
  const stale = element('div', 'cj-stale', undefined, { role: 'status' });
  el.append(topLine(model));
  if (model.get('tabs').length) {
    const kept = recall(model.get('place'));
    const tabs = new PageTabs(model, el);
    const line = element('div', 'cj-tabs-line');
    const launch = button('Launch instance', () => model.send({ op: 'launch' }));
    launch.classList.add('cj-solid', 'cj-tone-primary');
    line.append(tabs.node, launch);
    el.append(line);
    tabs.begin(typeof kept === 'string' ? kept : '');
  }
  el.append(stale);
  const draw = (): void => {
    stale.textContent = model.get('stale');
    stale.hidden = model.get('stale') === '';
  };
  model.on('change:stale', draw);
  draw();
}

export default { render };
