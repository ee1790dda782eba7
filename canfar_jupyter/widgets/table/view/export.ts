// Rows as text for other programs: pure.
import { type Kind, type Lines, type Row, type Value, cellOf, inWords } from './cells';
import type { Placed } from './columns';
import { guarded } from './guard';

/** The shown columns, in display order. */
export type Shown = { column: ShownColumn; index: number }[];
type ShownColumn = Pick<Placed['column'], 'title' | 'kind' | 'second'>;

/** A time instead of an age, bytes instead of "1.5 GiB": for use by programs. */
function exported(kind: Kind, value: Value): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (kind === 'age' && typeof value === 'number') {
    return new Date(value * 1000).toISOString().replace('.000Z', 'Z');
  }
  return kind === 'bytes' ? String(value) : inWords(kind, value, 0);
}

function lines(shown: Shown, rows: Row[]): string[][] {
  const titles = shown.flatMap(({ column }) => titlesOf(column).map(guarded));
  const cells = rows.map(row =>
    shown.flatMap(({ column, index }) => textsOf(column, cellOf(row, index)))
  );
  return [titles, ...cells];
}

/** What has two lines becomes two columns. */
function titlesOf({ kind, title, second = '' }: ShownColumn): string[] {
  if (kind === 'lines') {
    return [title, second];
  }
  return [kind === 'bytes' ? `${title} (bytes)` : title];
}

function textsOf({ kind }: ShownColumn, value: Value): string[] {
  if (kind === 'lines') {
    const [first = '', second = ''] = Array.isArray(value) ? (value as Lines) : [];
    return [guarded(first), guarded(second)];
  }
  const text = exported(kind, value);
  return [typeof value === 'number' ? text : guarded(text)]; // -5 stays a number
}

export function asTsv(shown: Shown, rows: Row[]): string {
  const plain = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return lines(shown, rows)
    .map(line => line.map(plain).join('\t'))
    .join('\n');
}

/** RFC 4180: CRLF, quotes doubled; ";" is quoted, too, for it separates where "," is decimal. */
export function asCsv(shown: Shown, rows: Row[]): string {
  const quoted = (text: string): string =>
    /[",;\p{Cc}\p{Zl}\p{Zp}]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return lines(shown, rows)
    .map(line => `${line.map(quoted).join(',')}\r\n`)
    .join('');
}
