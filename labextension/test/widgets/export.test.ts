import { expect, it } from 'vitest';
import type { Badge, Row } from '../../../canfar_jupyter/widgets/table/view/cells';
import { type Shown, asCsv, asTsv } from '../../../canfar_jupyter/widgets/table/view/export';

const shown: Shown = [
  { column: { title: 'Name', kind: 'text' }, index: 1 },
  { column: { title: 'Size', kind: 'bytes' }, index: 0 },
  { column: { title: 'Age', kind: 'age' }, index: 2 },
  { column: { title: 'Status', kind: 'badge' }, index: 3 }
];
const row = (name: string, status: Badge = ['ACTIVE', 'good', false, '']): Row => [
  'id',
  '',
  null,
  '',
  1536,
  name,
  0,
  status
];

it('a CSV file is as RFC 4180 says, in the order of the screen', () => {
  expect(asCsv(shown, [row('say "hi", twice\nplease')])).toBe(
    'Name,Size (bytes),Age,Status\r\n"say ""hi"", twice\nplease",1536,1970-01-01T00:00:00Z,ACTIVE\r\n'
  );
});

it('no cell is a formula to a spreadsheet', () => {
  for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx']) {
    const line = asCsv(shown, [row(name)])
      .split('\r\n')
      .slice(1)
      .join('\r\n');
    expect(line, name).toMatch(/^"?'/);
    expect(asTsv(shown, [row(name)]).split('\n')[1], name).toMatch(/^'/);
  }
});

it('copied rows are one line each, whatever is in a cell', () => {
  const text = asTsv(shown, [row('a\tb\nc', ['ERROR', 'bad', false, 'No\r\nhost']), row('d')]);
  expect(text.split('\n').map(line => line.split('\t').length)).toEqual([4, 4, 4]);
  expect(text.includes('a b c\t1536')).toBe(true);
  expect(text.includes('ERROR: No host')).toBe(true);
});

it('what is missing is empty', () => {
  const missing: Row = ['id', '', null, '', null, 'x', null, ['', 'quiet', false, '']];
  expect(asCsv(shown, [missing]).endsWith('x,,,\r\n')).toBe(true);
});
