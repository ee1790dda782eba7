import { expect, it } from 'vitest';
import type { Badge, Row } from '../../../canfar_jupyter/widgets/table/view/cells';
import { type Shown, asCsv, asTsv } from '../../../canfar_jupyter/widgets/table/view/export';

const shown: Shown = [
  { column: { title: 'Name', kind: 'text' }, index: 1 },
  { column: { title: 'Size', kind: 'bytes' }, index: 0 },
  { column: { title: 'Age', kind: 'age' }, index: 2 },
  { column: { title: 'Status', kind: 'badge' }, index: 3 }
];
const named: Shown = shown.slice(0, 1);
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

const UNSEEN = [
  ...['', ' ', '\t', '\r', '\n', '\0', '\u0085', '\u00a0', '\u00ad', '\u034f', '\u061c'],
  ...['\u115f', '\u180e', '\u200b', '\u200e', '\u200f', '\u2028', '\u202e', '\u2060', '\u2066'],
  ...['\u2800', '\u3000', '\u3164', '\ufe0f', '\ufeff', '\u{e0001}', '"', '\u0301', '\ud800']
];
const FORMULA = [
  '=',
  '+',
  '-',
  '@',
  '\uff1d',
  '\uff0b',
  '\uff0d',
  '\uff20',
  '\ufe62',
  '\ufe6b',
  '\u2212'
];

it('no cell and no title is a formula, whatever invisible stands before its sign', () => {
  for (const before of UNSEEN.flatMap(one => UNSEEN.map(two => one + two))) {
    for (const sign of FORMULA) {
      const text = `${before}${sign}1+1`;
      const titled: Shown = [{ column: { title: text, kind: 'text' }, index: 1 }];
      expect(asTsv(titled, [row(text)]).split('\n'), JSON.stringify(text)).toEqual([
        expect.stringMatching(/^'/),
        expect.stringMatching(/^'/)
      ]);
      expect(asCsv(titled, [row(text)]), JSON.stringify(text)).toMatch(/^"?'[^]*\r\n"?'[^]*\r\n$/);
    }
  }
});

it('where ";" separates, no piece of a cell is a formula', () => {
  for (const separator of [';', '\n', '\r', '\u2028']) {
    for (const before of UNSEEN) {
      const line = asCsv(named, [row(`a${separator}${before}=1+1`)]);
      expect(line, JSON.stringify(before)).toContain("'");
    }
  }
  expect(asCsv(named, [row('a;b')])).toBe('Name\r\n"a;b"\r\n');
});

it('a negative number stays a number, and harmless text stays as it is', () => {
  const numbers: Shown = [{ column: { title: 'N', kind: 'number' }, index: 0 }];
  expect(asCsv(numbers, [['id', '', null, '', -5]])).toBe('N\r\n-5\r\n');
  expect(asTsv(numbers, [['id', '', null, '', -5]])).toBe('N\n-5');
  for (const name of ['lens-1', 'a=b', '\u00e9t\u00e9', '\u{1f600}', '\u5929\u6587', "o'brien"]) {
    expect(asCsv(named, [row(name)])).toBe(`Name\r\n${name}\r\n`);
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

it('a cell of two lines is two columns', () => {
  const lines: Shown = [{ column: { title: 'Name', kind: 'lines', second: 'Image' }, index: 0 }];
  const cells: Row = ['id', '', null, '', ['=lens', '+ubuntu']];
  const none: Row = ['id', '', null, '', null];
  expect(asCsv(lines, [cells, none])).toBe("Name,Image\r\n'=lens,'+ubuntu\r\n,\r\n");
  expect(asTsv(lines, [cells])).toBe("Name\tImage\n'=lens\t'+ubuntu");
});
