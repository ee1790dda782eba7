// Quotas as a table with meters; instances that are off, and what they keep.
import type { RenderProps } from '@anywidget/types';
import { bareButton } from '../kit/elements/button';
import { element } from '../kit/elements/element';
import { meter } from '../kit/elements/meter';

interface Quota {
  label: string;
  used: string;
  limit: string;
  left: string;
  /** From 0 to 1; null: no bar. */
  share: number | null;
  tone: string;
}

interface Kept {
  id: string;
  name: string;
  status: string;
  cores: string;
  memory: string;
}

interface Traits {
  quotas: Quota[];
  notice: string;
  kept: Kept[];
  summary: string;
}

/** Titles of columns of words, which stand on the left. */
const WORDS = ['Status', 'Share'];

function table(label: string, titles: string[]): [HTMLTableElement, HTMLTableSectionElement] {
  const made = element('table', 'cj-usage-table', undefined, { 'aria-label': label });
  const row = element('tr');
  const cells = titles.map(title =>
    element('th', WORDS.includes(title) ? 'cj-usage-word' : '', title, { scope: 'col' })
  );
  row.append(...cells);
  const head = element('thead');
  head.append(row);
  const body = element('tbody');
  made.append(head, body);
  return [made, body];
}

function line(first: HTMLElement | string, rest: (HTMLElement | string)[]): HTMLTableRowElement {
  const row = element('tr');
  const name = element('th', '', undefined, { scope: 'row' });
  name.append(first);
  const cells = rest.map(content => {
    const cell = element('td');
    cell.append(content);
    return cell;
  });
  row.append(name, ...cells);
  return row;
}

function quotaLine({ label, used, limit, left, share, tone }: Quota): HTMLTableRowElement {
  const bar = share === null ? '' : meter({ width: share, tone });
  return line(label, [used, limit, left, bar]);
}

function render({ model, el }: RenderProps<Traits>): void {
  const [quotas, quotaLines] = table('Quotas', ['Quota', 'Used', 'Limit', 'Left', 'Share']);
  const titles = ['Instance', 'Status', 'Cores', 'Memory'];
  const [kept, keptLines] = table('Instances that are off', titles);
  const notice = element('p', 'cj-usage-notice');
  const summary = element('p', 'cj-usage-notice');
  el.append(
    element('h2', 'cj-heading', 'Quotas'),
    notice,
    quotas,
    element('h2', 'cj-heading', 'Kept by instances that are off'),
    summary,
    kept
  );
  const draw = (): void => {
    notice.textContent = model.get('notice');
    notice.hidden = model.get('notice') === '';
    quotas.hidden = !notice.hidden;
    quotaLines.replaceChildren(...model.get('quotas').map(quotaLine));
    summary.textContent = model.get('summary');
    kept.hidden = model.get('kept').length === 0;
    const lines = model.get('kept').map(({ id, name, status, cores, memory }) => {
      const link = bareButton('cj-link', name);
      link.dataset.id = id;
      return line(link, [element('span', 'cj-usage-word', status), cores, memory]);
    });
    keptLines.replaceChildren(...lines);
  };
  keptLines.addEventListener('click', event => {
    const { id } = (event.target as HTMLElement).dataset;
    if (id) {
      model.send({ op: 'open', id });
    }
  });
  model.on('change:quotas change:notice change:kept change:summary', draw);
  draw();
}

export default { render };
