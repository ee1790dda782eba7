import { expect, it } from 'vitest';
import type { Column, Row, Value } from '../../../canfar_jupyter/widgets/table/view/cells';
import { ordered, resorted } from '../../../canfar_jupyter/widgets/table/view/order';

const columns: Pick<Column, 'kind'>[] = [
  { kind: 'text' },
  { kind: 'number' },
  { kind: 'age' },
  { kind: 'badge' }
];
const row = (id: string, ...cells: Value[]): Row => [id, '', null, '', ...cells];
const sorted = (rows: Row[], ...sort: [index: number, direction: number][]): string => {
  const keys = sort.map(([index, direction]) => ({ index, direction }));
  return ordered(rows, keys, columns)
    .map(r => r[0])
    .join('');
};

it('numbers in names sort as numbers, case and accents do not matter', () => {
  const rows = [row('a', 'lens-10'), row('b', 'Lens-2'), row('c', 'lens-1'), row('d', 'léns-3')];
  expect(sorted(rows, [0, 1])).toBe('cbda');
  expect(sorted(rows, [0, -1])).toBe('adbc');
});

it('what is missing comes last both ways', () => {
  const rows = [row('a', '', null), row('b', '', 7), row('c', '', 5)];
  expect(sorted(rows, [1, 1])).toBe('cba');
  expect(sorted(rows, [1, -1])).toBe('bca');
});

it('the youngest is first when ages grow', () => {
  const rows = [row('a', '', 0, 10), row('b', '', 0, 30), row('c', '', 0, 20)];
  expect(sorted(rows, [2, 1])).toBe('bca');
});

it('a badge sorts by its text', () => {
  const rows = [row('a', '', 0, 0, ['SHUTOFF']), row('b', '', 0, 0, ['ACTIVE'])];
  expect(sorted(rows, [3, 1])).toBe('ba');
});

it('a second key decides where the first is equal, the id where all are', () => {
  const rows = [row('d', 'x', 1), row('b', 'y', 2), row('c', 'x', 2), row('a', 'x', 1)];
  expect(sorted(rows, [0, 1], [1, -1])).toBe('cadb');
});

const A = { index: 0, direction: 1 };
const down = { index: 0, direction: -1 };
const B = { index: 1, direction: 1 };

it('a click sorts by one column, a second one the other way', () => {
  expect(resorted([B], 0, false)).toEqual([A]);
  expect(resorted([A], 0, false)).toEqual([down]);
  expect(resorted([down], 0, false)).toEqual([A]);
});

it('a click on one of several keys keeps its direction', () => {
  expect(resorted([B, down], 0, false)).toEqual([down]);
});

it('with Shift a column is a further key, then the other way, then none', () => {
  expect(resorted([B], 0, true)).toEqual([B, A]);
  expect(resorted([B, A], 0, true)).toEqual([B, down]);
  expect(resorted([B, down], 0, true)).toEqual([B]);
  expect(resorted([down], 0, true)).toEqual([A]); // the last one stays
});
