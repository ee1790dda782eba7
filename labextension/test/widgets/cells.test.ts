import { expect, it } from 'vitest';
import {
  type Column,
  type Row,
  folded,
  forget,
  inWords,
  matches
} from '../../../canfar_jupyter/widgets/table/view/cells';

const columns: Pick<Column, 'kind'>[] = [{ kind: 'text' }, { kind: 'badge' }, { kind: 'age' }];
const row: Row = ['id', '', null, '', 'Ubuntu_24.04', ['ACTIVE', 'good', false, ''], 5];

it('an age of the future is none', () => {
  expect(inWords('age', 100, 50)).toBe('< 1 min');
});

it('a badge with a detail says both', () => {
  expect(inWords('badge', ['ERROR', 'bad', false, 'No host'], 0)).toBe('ERROR: No host');
});

it('the filter ignores case, hyphens and underscores and wants every word', () => {
  const found = (text: string): boolean => matches(row, text.split(' ').map(folded), columns);
  expect(found('ubuntu-24')).toBe(true);
  expect(found('UBUNTU active')).toBe(true);
  expect(found('ubuntu error')).toBe(false);
});

it('a row that changed is searched anew', () => {
  const changing: Row = [...row];
  expect(matches(changing, ['debian'], columns)).toBe(false);
  changing[4] = 'debian';
  forget(changing);
  expect(matches(changing, ['debian'], columns)).toBe(true);
});
