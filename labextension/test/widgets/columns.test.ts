// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Column } from '../../../canfar_jupyter/widgets/table/view/cells';
import { type Arrangement, Columns } from '../../../canfar_jupyter/widgets/table/view/columns';

const columns = ['a', 'b', 'c', 'd'].map((key): Column => ({
  key,
  title: key,
  kind: 'text',
  width: 50,
  grow: 1
}));

interface Made {
  made: Columns;
  /** Those that are shown, in order. */
  keys: () => string;
  saved: Arrangement[];
  style: CSSStyleDeclaration;
}

function made(arrangement: Arrangement = {}): Made {
  const saved: Arrangement[] = [];
  const scroller = document.createElement('div');
  const made = new Columns(columns, 90, scroller, now => saved.push(now));
  made.take(arrangement);
  const keys = (): string =>
    made
      .shown()
      .map(({ column }) => column.key)
      .join('');
  return { made, keys, saved, style: scroller.style };
}

it('nothing arranged is nothing to remember', () => {
  const { made: it, keys } = made();
  expect(keys()).toBe('abcd');
  expect(it.arrangement()).toEqual({});
});

it('a column moves past those that are shown; hidden ones do not count', () => {
  const { made: it, keys, saved } = made({ hidden: ['b'] });
  it.move('a', 1);
  expect(keys()).toBe('cad');
  it.move('a', -9);
  expect(keys()).toBe('acd');
  expect(saved.at(-1)?.hidden).toEqual(['b']);
});

it('what was saved comes back; each column keeps its place in the rows', () => {
  const { made: it, saved } = made();
  it.move('d', -3);
  it.nudge('c', 100, 1);
  const { made: again, keys } = made(saved.at(-1));
  expect(keys()).toBe('dabc');
  expect(again.shown().map(({ index }) => index)).toEqual([3, 0, 1, 2]);
  expect(again.widths.get('c')).toBe(116);
});

it('a column that is newer than the arrangement stands where it comes', () => {
  const { keys } = made({ order: ['d', 'c', 'a'], hidden: ['gone'] });
  expect(keys()).toBe('dbca');
});

it('the last column stays', () => {
  const { made: it, keys } = made({ hidden: ['a', 'b', 'c'] });
  it.show('d', false);
  expect(keys()).toBe('d');
});

it('reset forgets all of it', () => {
  const {
    made: it,
    keys,
    saved
  } = made({ order: ['d', 'c', 'b', 'a'], hidden: ['b'], widths: { a: 99 } });
  it.reset();
  expect(keys()).toBe('abcd');
  expect(saved).toEqual([{}]);
});

it('widths set by hand are kept, the others share the room', () => {
  const { style } = made({ widths: { b: 77 }, hidden: ['c', 'd'] });
  expect(style.getPropertyValue('--cj-columns')).toBe('36px minmax(50px, 1fr) 77px 90px');
  expect(style.getPropertyValue('--cj-columns-min')).toBe('253px');
});
