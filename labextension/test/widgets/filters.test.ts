import { expect, it } from 'vitest';
import type { Row } from '../../../canfar_jupyter/widgets/table/view/cells';
import {
  type Filter,
  type Filtered,
  choices,
  filterKind,
  isFilter,
  passes,
  range
} from '../../../canfar_jupyter/widgets/table/view/filters';

const name: Filtered = { key: 'name', kind: 'text' };
const cpus: Filtered = { key: 'cpus', kind: 'number' };
const status: Filtered = { key: 'status', kind: 'badge', choice: true };
const columns: Filtered[] = [
  name,
  cpus,
  { key: 'size', kind: 'bytes' },
  { key: 'age', kind: 'age' },
  status,
  { key: 'image', kind: 'text', choice: true }
];
const NOW = 1e9;
const row: Row = [
  'id',
  '',
  null,
  '',
  'Lens_One',
  4,
  3 * 2 ** 30,
  NOW - 5 * 86400,
  ['ERROR', 'bad', false, 'No host'],
  ''
];
const passing = (filters: Record<string, Filter>): boolean =>
  passes(columns, new Map(Object.entries(filters)), NOW)(row);

it('the kind of a column decides its filter', () => {
  const kinds = columns.map(filterKind);
  expect(kinds).toEqual(['text', 'number', 'number', 'number', 'choice', 'choice']);
});

it('words are found anywhere, whatever their case and hyphens', () => {
  expect(passing({ name: { text: 'LENS-o' } })).toBe(true);
  expect(passing({ name: { text: 'two' } })).toBe(false);
});

it('numbers are compared', () => {
  const yes = ['4', '= 4', '>= 4', '<=4', '> 3.5', '< 5', '2..4', '4-8', '4 .. 8', '≥4'];
  const no = ['5', '> 4', '<4', '>=4.1', '5..8', '0-3'];
  for (const text of yes) {
    expect(passing({ cpus: { text } }), text).toBe(true);
  }
  for (const text of no) {
    expect(passing({ cpus: { text } }), text).toBe(false);
  }
});

it('sizes are in GiB, or the unit that is said', () => {
  for (const text of ['3', '> 2.9', '>= 3072 MiB', '2..4', '1000..4000 MB']) {
    expect(passing({ size: { text } }), text).toBe(true);
  }
  expect(passing({ size: { text: '> 3 GiB' } })).toBe(false);
});

it('ages are in days, or the unit that is said', () => {
  for (const text of ['> 4', '5', '< 1 w', '> 100 h', '1..6']) {
    expect(passing({ age: { text } }), text).toBe(true);
  }
  expect(passing({ age: { text: '< 2 h' } })).toBe(false);
});

it('what is no range is none', () => {
  for (const text of ['many', '> ', '1..', '3 parsecs', '=> 4', '--', '4; 5']) {
    expect(range(text, 'number')).toBe(null);
    expect(isFilter(cpus, text)).toBe(false);
  }
  expect(isFilter(name, 'many')).toBe(true);
});

it('nothing has no size', () => {
  const none: Row = [...row];
  none[6] = null;
  expect(passes(columns, new Map([['size', { text: '< 5' }]]), NOW)(none)).toBe(false);
});

it('chosen values are taken whole, without the detail of a badge', () => {
  expect(passing({ status: { values: new Set(['ACTIVE', 'ERROR']) } })).toBe(true);
  expect(passing({ status: { values: new Set(['ERROR: No host']) } })).toBe(false);
  expect(passing({ image: { values: new Set(['(none)']) } })).toBe(true);
});

it('all filters must let it pass', () => {
  expect(passing({ name: { text: 'lens' }, cpus: { text: '4' } })).toBe(true);
  expect(passing({ name: { text: 'lens' }, cpus: { text: '5' } })).toBe(false);
});

it('the values that are there are offered, the most frequent first', () => {
  const said = (text: string): Row => ['x', '', null, '', '', 0, 0, 0, [text], ''];
  const rows = [said('BUILD'), said('ACTIVE'), said('ACTIVE'), said('')];
  expect(choices(status, 4, rows)).toEqual([
    ['ACTIVE', 2],
    ['(none)', 1],
    ['BUILD', 1]
  ]);
});
