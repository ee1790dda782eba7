import { expect, it } from 'vitest';
import { type How, choose } from '../../../canfar_jupyter/widgets/table/view/selection';

const ids = ['a', 'b', 'c', 'd'];
const pick = (selected: string[], anchor: string, index: number, how?: How): unknown => {
  const chosen = choose(ids, { selected: new Set(selected), anchor }, index, how);
  return [[...chosen.selected].sort().join(''), chosen.anchor];
};

it('a click selects one; a second click on it none', () => {
  expect(pick(['a', 'b'], 'a', 2)).toEqual(['c', 'c']);
  expect(pick(['c'], 'c', 2)).toEqual(['', 'c']);
});

it('with Ctrl it toggles one', () => {
  expect(pick(['a'], 'a', 2, { toggle: true })).toEqual(['ac', 'c']);
  expect(pick(['a', 'c'], 'c', 0, { toggle: true })).toEqual(['c', 'a']);
});

it('with Shift it selects from where it began, both ways', () => {
  expect(pick(['b'], 'b', 3, { range: true })).toEqual(['bcd', 'b']);
  expect(pick(['b', 'c', 'd'], 'b', 0, { range: true })).toEqual(['ab', 'b']);
});

it('with Shift and Ctrl the range is added', () => {
  expect(pick(['a', 'c'], 'c', 3, { range: true, toggle: true })).toEqual(['acd', 'c']);
});

it('with Shift but no beginning, or one that is filtered out, it selects one', () => {
  expect(pick(['a'], 'gone', 1, { range: true })).toEqual(['b', 'b']);
});
