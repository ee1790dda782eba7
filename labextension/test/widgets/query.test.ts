import { expect, it } from 'vitest';
import type { Column, Row } from '../../../canfar_jupyter/widgets/table/view/cells';
import { Query } from '../../../canfar_jupyter/widgets/table/view/query';

const columns: Pick<Column, 'key' | 'kind'>[] = [
  { key: 'name', kind: 'text' },
  { key: 'cpus', kind: 'number' }
];
const groups = [
  { key: 'mine', title: 'Mine' },
  { key: 'all', title: 'All' }
];
const rows: Row[] = [
  ['a', 'all', null, '', 'lens-b', 2],
  ['b', 'all', null, '', 'lens-a', 4],
  ['c', 'mine', null, '', 'galaxy', 4]
];
const ids = (query: Query): string =>
  query
    .run(rows)
    .view.map(row => row[0])
    .join('');

it('the first tab with something in it is open until one is chosen', () => {
  const query = new Query(columns, groups, [{ key: 'name', direction: 1 }]);
  expect(ids(query)).toBe('c');
  query.group = 'all';
  expect(ids(query)).toBe('ba');
  expect([...query.run(rows).counts]).toEqual([
    ['all', 2],
    ['mine', 1],
    ['', 3]
  ]);
});

it('the search and the filters of columns narrow together', () => {
  const query = new Query(columns, [], [{ key: 'name', direction: 1 }]);
  query.text = 'lens';
  query.filter('cpus', { text: '> 3' });
  expect(ids(query)).toBe('b');
  expect(query.indexes()).toEqual([0, 1]);
  query.clear();
  expect(ids(query)).toBe('cba');
});

it('when nothing matches it says where else there is something', () => {
  const query = new Query(columns, groups, []);
  query.text = 'lens';
  expect(query.nothing(rows, 'mine')).toBe('Nothing here matches “lens”. 2 under All.');
  query.filter('cpus', { text: '9' });
  expect(query.nothing(rows, 'mine')).toBe('Nothing here matches the filters.');
});

it('a sort by a column that is not there is none', () => {
  expect(new Query(columns, [], [{ key: 'gone', direction: 1 }]).sort).toEqual([]);
});
