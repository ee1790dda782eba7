// Rows as text for other programs: pure.
import { type Kind, type Row, type Value, cellOf, inWords } from './cells';
import type { Placed } from './columns';

/** The shown columns, in display order. */
export type Shown = { column: Pick<Placed['column'], 'title' | 'kind'>; index: number }[];

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

/**
 * Spreadsheets treat a cell that begins like this as a formula, and names are untrusted:
 * "=HYPERLINK(...)" as the name of a shared image would run. An apostrophe makes it text.
 * OWASP calls it "CSV injection".
 */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function lines(shown: Shown, rows: Row[]): string[][] {
  const titles = shown.map(({ column: { kind, title } }) =>
    kind === 'bytes' ? `${title} (bytes)` : title
  );
  const cells = rows.map(row =>
    shown.map(({ column, index }) => exported(column.kind, cellOf(row, index)))
  );
  return [titles, ...cells].map(line => line.map(harmless));
}

export function asTsv(shown: Shown, rows: Row[]): string {
  const plain = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  return lines(shown, rows)
    .map(line => line.map(plain).join('\t'))
    .join('\n');
}

/** RFC 4180: CRLF, quotes doubled. */
export function asCsv(shown: Shown, rows: Row[]): string {
  const quoted = (text: string): string =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return lines(shown, rows)
    .map(line => `${line.map(quoted).join(',')}\r\n`)
    .join('');
}
