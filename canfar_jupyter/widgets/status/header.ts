// Cloud, project and user; quotas as bars; the tabs of the pages; Launch.
import type { RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { element, tooltip } from '../kit/elements/element';
import { heartbeat } from '../kit/elements/heartbeat';
import { iconButton } from '../kit/elements/icon_button';
import { meter } from '../kit/elements/meter';
import { Live } from './live';
import { PageTabs } from './page_tabs';
import type { Model, Quota, Traits } from './header_model';

const WORDS = { details: 'Details' };
const REFRESH = '\u21bb';

function quotaBar({ label, used, limit, share, tone }: Quota): HTMLElement {
  const box = element('span', 'cj-quota');
  const text = element('span', 'cj-quota-text', `${label} `);
  text.append(element('strong', '', used), ` ${limit}`);
  box.append(text, share === null ? element('span', 'cj-no-track') : meter({ width: share, tone }));
  tooltip(box, `${label}: ${used} ${limit}`);
  return box;
}

/** Who is signed in where, and what of the quotas is used. */
function topLine(model: Model): HTMLElement {
  const who = element('div', 'cj-who');
  const quotas = element('div', 'cj-quotas', undefined, { role: 'group', 'aria-label': 'Quotas' });
  const user = element('span', 'cj-user');
  const line = element('div', 'cj-header-line');
  line.append(who, quotas, user);
  const name = (): void => {
    const slash = element('span', 'cj-slash', '/', { 'aria-hidden': 'true' });
    const [cloud, project] = [model.get('cloud'), model.get('project')];
    who.replaceChildren(
      element('span', 'cj-cloud', cloud),
      slash,
      element('span', 'cj-project', project)
    );
    tooltip(who, `${cloud} / ${project}, ${model.get('address')}`);
    user.textContent = model.get('user');
    tooltip(user, model.get('user'));
  };
  const measure = (): void => quotas.replaceChildren(...model.get('quotas').map(quotaBar));
  model.on('change:cloud change:project change:user change:address', name);
  model.on('change:quotas', measure);
  name();
  measure();
  return line;
}

/** Whether the page is up to date, and Refresh. */
function actions(model: Model, live: Live): HTMLElement {
  const refresh = iconButton(REFRESH, 'Refresh', () => model.send({ op: 'refresh' }), {
    title: 'Read everything again now; this also happens automatically'
  });
  const box = element('div', 'cj-header-actions');
  box.append(live.node, refresh);
  return box;
}

/** Why the page may be out of date; what each list said, folded. */
function whyStale(model: Model): HTMLElement {
  const box = element('div', 'cj-stale');
  const sentence = element('span', 'cj-stale-words', undefined, { role: 'status' });
  const folded = element('details', 'cj-stale-details');
  const lines = element('ul', '');
  folded.append(element('summary', '', WORDS.details), lines);
  box.append(sentence, folded);
  const draw = (): void => {
    const details = model.get('details');
    sentence.textContent = model.get('stale');
    lines.replaceChildren(...details.map(line => element('li', '', line)));
    folded.hidden = !details.length;
    box.hidden = model.get('stale') === '';
  };
  model.on('change:stale change:details', draw);
  draw();
  return box;
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const live = new Live(model);
  const line = element('div', 'cj-tabs-line');
  // whichever page is shown: one that is empty has no table that would look
  const ends = [live.count(), heartbeat(el, () => model.send({ op: 'beat' }))];
  el.append(topLine(model), line);
  const tail = actions(model, live);
  if (model.get('tabs').length) {
    const tabs = new PageTabs(model, el);
    const launch = button('Launch instance', () => model.send({ op: 'launch' }));
    launch.classList.add('cj-solid', 'cj-tone-primary');
    tail.append(launch);
    line.append(tabs.node);
    ends.push(tabs.begin());
  }
  line.append(tail);
  el.append(whyStale(model));
  return () => ends.forEach(end => end());
}

export default { render };
