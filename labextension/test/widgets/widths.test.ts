// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Column, Row } from '../../../canfar_jupyter/widgets/table/view/cells';
import { Columns } from '../../../canfar_jupyter/widgets/table/view/columns';
import { rowShape } from '../../../canfar_jupyter/widgets/table/view/row_shape';
import { shared, widest } from '../../../canfar_jupyter/widgets/table/view/widths';

const column = (key: string, more: Partial<Column> = {}): Column => ({
  key,
  title: key,
  kind: 'text',
  width: 100,
  grow: 1,
  keep: 1,
  ...more
});
const placed = (...columns: Column[]): { column: Column; index: number }[] =>
  columns.map((one, index) => ({ column: one, index }));
const row = (...cells: unknown[]): Row => ['id', '', null, '', ...cells] as unknown as Row;

function fitted(room: number, columns: Column[]): { keys: string; dropped: string } {
  const made = new Columns(columns, 100, document.createElement('div'), () => undefined);
  made.fit(room);
  const keys = made.shown().map(one => one.column.key);
  const dropped = columns.map(({ key }) => key).filter(key => made.isDropped(key));
  return { keys: keys.join(''), dropped: dropped.join('') };
}

it('columns share what is left by their growth', () => {
  const same = { least: 100, wish: 50 };
  expect(
    shared(
      [
        { ...same, grow: 3 },
        { ...same, grow: 1 }
      ],
      400
    )
  ).toEqual([250, 150]);
});

it('what a column does not need goes to those whose text would be cut', () => {
  const [long = 0, short = 0] = shared(
    [
      { least: 100, grow: 1, wish: 280 },
      { least: 100, grow: 1, wish: 60 }
    ],
    400
  );
  expect(long).toBe(280);
  expect(short).toBe(120);
});

it('where there is too little for all, nobody is left without anything', () => {
  const widths = shared(
    [
      { least: 100, grow: 1, wish: 400 },
      { least: 100, grow: 1, wish: 400 }
    ],
    300
  );
  expect(widths).toEqual([150, 150]);
});

it('the longest text of a column counts, up to a limit', () => {
  const rows = [row('short'), row('a longer text')];
  expect(widest('text', 0, rows, false)).toBeGreaterThan(13 * 6);
  expect(widest('text', 0, [row('x'.repeat(255))], false)).toBe(420);
  expect(widest('age', 0, rows, false)).toBe(0);
  const lines = [row(['name', 'a second line that is long'])];
  expect(widest('lines', 0, lines, true)).toBeGreaterThan(widest('lines', 0, lines, false));
});

it('columns make room: the smallest "keep" first, of equals the last; the name stays', () => {
  const columns = [column('a', { keep: 0 }), column('b'), column('c', { keep: 3 }), column('d')];
  expect(fitted(0, columns).keys).toBe('abcd'); // not known yet
  expect(fitted(1000, columns).keys).toBe('abcd');
  const wide = columns.map(one => ({ ...one, width: 300 }));
  expect(fitted(1200, wide)).toEqual({ keys: 'abc', dropped: 'd' });
  expect(fitted(750, wide)).toEqual({ keys: 'ac', dropped: 'bd' });
  expect(fitted(600, wide).keys).toBe('abcd'); // cards have room for all
});

it('a rare column is hidden until the user asks for it, and again after a reset', () => {
  const columns = [column('a'), column('b', { rare: true })];
  const saved: object[] = [];
  const made = new Columns(columns, 0, document.createElement('div'), now => saved.push(now));
  expect(made.shown().length).toBe(1);
  made.show('b', true);
  expect(saved.at(-1)).toEqual({ order: [], hidden: [], widths: {} });
  made.reset();
  expect(made.shown().length).toBe(1);
  expect(saved.at(-1)).toEqual({});
});

it('the height of a row is said in one place, for lines and for cards', () => {
  const name = column('n', { kind: 'lines' });
  const shown = placed(name, column('s', { kind: 'badge' }), column('x'), column('y'), column('z'));
  expect(rowShape(shown, false, 1000).height).toBe(50);
  expect(rowShape(shown, true, 1000).height).toBe(32);
  expect(rowShape(placed(column('n')), false, 1000).height).toBe(34);
  expect(rowShape(shown, false, 0).cards).toBe(false);
  const card = rowShape(shown, true, 600); // the density does not matter to cards
  expect([card.cards, card.lines, card.perLine]).toEqual([true, 2 + 2 + 2, 2]);
  expect(rowShape(shown, false, 400).lines).toBe(2 + 2 + 3);
});
