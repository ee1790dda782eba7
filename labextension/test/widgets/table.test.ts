// @vitest-environment happy-dom
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Column, Row } from '../../../canfar_jupyter/widgets/table/view/cells';
import type { Traits } from '../../../canfar_jupyter/widgets/table/view/model';
import makeTable from '../../../canfar_jupyter/widgets/table/table';
import { FakeModel, find, popovers } from './model';

const column = (key: string, kind: Column['kind']): Column => ({
  key,
  title: key,
  kind,
  width: 100,
  grow: 1
});
const traits = (rows: Row[]): Traits => ({
  _snapshot: { rev: 1, rows },
  selection: [],
  current: '',
  opens: false,
  place: '',
  label: 'Instances',
  columns: [column('Name', 'text'), column('Status', 'badge'), column('Size', 'bytes')],
  actions: [
    { key: 'start', label: 'Start', tone: 'primary', many: true },
    { key: 'log', label: 'Log', tone: 'plain', many: false }
  ],
  actions_width: 90,
  groups: [],
  sort: [{ key: 'Name', direction: 1 }],
  arrangement: {},
  max_rows: 12,
  empty: 'No instances yet.',
  notice: ''
});
const ROWS: Row[] = [
  ['b', '', { start: 'It runs.' }, 'start', '<img src=x>', ['ACTIVE', 'good', false, ''], 1536],
  ['a', '', { log: null }, '', 'lens', ['ERROR', 'bad', false, 'No host'], null]
];

let kernel: FakeModel<Traits>;
let el: HTMLElement;
const names = (): (string | null | undefined)[] =>
  [...el.querySelectorAll('.cj-space .cj-row')].map(row => row.children[1]?.textContent);
const row = (id: string): HTMLElement => find(el, `[data-id=${id}]`);
const press = (target: HTMLElement, key: string, held: KeyboardEventInit = {}): void => {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held })
  );
};
const drawn = (): Promise<unknown> => new Promise(resolve => requestAnimationFrame(resolve));

const shown = (rows = structuredClone(ROWS)): void => {
  kernel = new FakeModel(traits(rows));
  const table = makeTable();
  ({ el } = kernel.show(props => {
    void table.initialize(props);
    return table.render(props);
  }));
};

beforeAll(popovers);

beforeEach(() => {
  document.body.replaceChildren();
  shown();
});

describe('a table', () => {
  it('shows rows in order, as text', () => {
    expect(names()).toEqual(['<img src=x>', 'lens']);
    expect(el.querySelector('img')).toBeNull();
    expect(row('b').textContent).toBe('<img src=x>ACTIVE1.5 KiBStart\u22ef');
    expect(find(row('a'), '.cj-second').textContent).toBe('No host');
  });

  it('is called by the name of its row, and says why an action is not possible', () => {
    expect(row('b').getAttribute('aria-label')).toBe('<img src=x>');
    const start = find(row('b'), '[data-action=start]');
    expect(start.getAttribute('aria-label')).toBe('Start <img src=x>');
    expect([start.getAttribute('aria-disabled'), start.title]).toEqual(['true', 'It runs.']);
    expect(find(row('b'), 'input').getAttribute('aria-label')).toBe('Select <img src=x>');
    expect(find(row('b'), '.cj-more').getAttribute('aria-label')).toBe('Actions for <img src=x>');
    expect(find(row('a'), '.cj-primary').hidden).toBe(true);
  });

  it('asks the kernel to act on the row of a button or of a menu', () => {
    find(row('b'), '[data-action=start]').click();
    expect(kernel.sent.at(-1)).toEqual({ op: 'act', action: 'start', ids: ['b'] });
    find(row('a'), '.cj-more').click();
    const items = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
    expect(items.map(item => item.textContent)).toEqual(['Start']); // this row has no Log
    items[0]?.click();
    expect(kernel.sent.at(-1)).toEqual({ op: 'act', action: 'start', ids: ['a'] });
    expect(kernel.get('selection')).toEqual([]);
  });

  it('checks boxes by click and key, and offers what many can do', () => {
    find(row('b'), 'input').click();
    expect(kernel.get('selection')).toEqual(['b']);
    row('b').focus();
    press(row('b'), 'ArrowDown', { shiftKey: true });
    expect(kernel.get('selection')).toEqual(['b', 'a']);
    expect(document.activeElement).toBe(row('a'));
    const bulk = find(el, '.cj-bulk');
    expect(bulk.hidden).toBe(false);
    expect(find(bulk, '.cj-bulk-count').textContent).toBe('2 selected');
    expect(find(bulk, '[data-action=start]').getAttribute('aria-label')).toBe('Start 2 selected');
    press(row('a'), 'Escape');
    expect(kernel.get('selection')).toEqual([]);
    expect(bulk.hidden).toBe(true);
  });

  it('checks all boxes, and none', () => {
    const all = find(el, '.cj-head input') as HTMLInputElement;
    all.click();
    expect(kernel.get('selection')).toEqual(['b', 'a']);
    all.click();
    expect(kernel.get('selection')).toEqual([]);
  });

  it('walks through the controls of a row', () => {
    row('b').focus();
    press(row('b'), 'ArrowRight');
    expect((document.activeElement as HTMLInputElement).type).toBe('checkbox');
    press(document.activeElement as HTMLElement, 'ArrowRight');
    expect(document.activeElement?.textContent).toBe('Start');
    press(document.activeElement as HTMLElement, 'Escape');
    expect(document.activeElement).toBe(row('b'));
  });

  it('opens a row by a click, as a page by Enter, and another one by the arrows', () => {
    kernel.set('opens', true);
    row('b').click();
    expect(kernel.get('current')).toBe('b');
    expect(kernel.get('selection')).toEqual([]);
    expect(kernel.sent.at(-1)).toEqual({ op: 'open', id: 'b', page: false });
    expect(row('b').getAttribute('aria-current')).toBe('true');
    row('b').focus();
    press(row('b'), 'ArrowDown');
    expect(kernel.sent.at(-1)).toEqual({ op: 'open', id: 'a', page: false });
    press(row('a'), 'Enter');
    expect(kernel.sent.at(-1)).toEqual({ op: 'open', id: 'a', page: true });
  });

  it('is compact when its user says so', () => {
    kernel.set('arrangement', { compact: true });
    expect(find(el, '.cj-grid').style.getPropertyValue('--cj-row')).toBe('32px');
  });

  it('changes a cell where it is, and follows rows that come and go', async () => {
    const before = row('a');
    kernel.say({ op: 'patch', rev: 2, cells: [[{ 5: ['BUILD', 'busy', true, ''] }, ['a']]] });
    await drawn();
    expect(row('a')).toBe(before);
    expect(find(row('a'), '.cj-badge').className).toContain('cj-busy cj-changed');
    kernel.say({ op: 'patch', rev: 3, gone: ['b', 'a'] });
    await drawn();
    expect(find(el, '.cj-empty').textContent).toBe('No instances yet.');
  });

  it('selects no row that is filtered out, and says that nothing matches', async () => {
    find(row('b'), 'input').click();
    const search = find(el, '[type=search]') as HTMLInputElement;
    search.value = 'galaxy';
    search.dispatchEvent(new Event('input'));
    await drawn();
    expect(names()).toEqual([]);
    expect(kernel.get('selection')).toEqual([]);
    expect(find(el, '.cj-empty').textContent).toBe('Nothing here matches “galaxy”.');
  });

  it('waits for a row that the kernel has selected before it came', async () => {
    kernel.set('selection', ['c']);
    await drawn();
    expect(kernel.get('selection')).toEqual(['c']);
    kernel.say({ op: 'patch', rev: 2, rows: [['c', '', null, '', 'new', ['BUILD'], null]] });
    await drawn();
    expect(row('c').getAttribute('aria-selected')).toBe('true');
  });

  it('sorts by a click on a title, and moves its column by keys', () => {
    const title = (): HTMLElement => find(el, '[data-key=Name] .cj-title');
    title().click();
    expect(names()).toEqual(['lens', '<img src=x>']);
    expect(find(el, '[data-key=Name]').getAttribute('aria-sort')).toBe('descending');
    press(title(), 'ArrowRight', { shiftKey: true, ctrlKey: true });
    expect(kernel.get('arrangement').order).toEqual(['Status', 'Name', 'Size']);
    expect(find(el, '.cj-head [data-key]').dataset.key).toBe('Status');
  });
});
