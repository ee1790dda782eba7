// What a cell shows and how it is searched.
import { ageInWords, bytesInWords } from '../../kit/elements/numbers';

/** The value of a badge cell. */
export type Badge = [text: string, tone?: string, busy?: boolean, detail?: string];

/** An age is seconds since 1970. */
export type Value = string | number | boolean | null | undefined | Badge;

/** Why actions are not possible now, by key; null: this row does not have the button. */
export type Blocked = Partial<Record<string, string | null>>;

export type Row = [id: string, group: string, blocked: Blocked | null, ...cells: Value[]];

// Positions in a row.
export const ID = 0;
export const GROUP = 1;
export const BLOCKED = 2;
export const FIRST = 3;

export type Kind = 'text' | 'number' | 'bytes' | 'age' | 'badge';

/** A column, as described by Python; see row_format.py. */
export interface Column {
  key: string;
  title: string;
  kind: Kind;
  /** Minimum, px. */
  width: number;
  /** Share of the remaining width. */
  grow: number;
  /** Whether it has few different values. */
  choice?: boolean;
}

/** The cell of a column, by the column's position among all. */
export function cellOf(row: Row, index: number): Value {
  return row[FIRST + index] as Value;
}

/** Whether a cell is empty. */
export function isBlank(value: Value): value is null | undefined | '' {
  return value === null || value === undefined || value === '';
}

/** The text of a cell. */
export function inWords(kind: Kind, value: Value, now: number): string {
  if (isBlank(value)) {
    return '';
  }
  if (Array.isArray(value)) {
    return value[3] ? `${value[0]}: ${value[3]}` : value[0];
  }
  if (typeof value === 'number' && kind === 'bytes') {
    return bytesInWords(value);
  }
  if (typeof value === 'number' && kind === 'age') {
    return ageInWords(Math.max(0, now - value));
  }
  return String(value);
}

/** What the filter compares: "Ubuntu_24.04" and "ubuntu-24.04" are equal. */
export function folded(text: string): string {
  return text.toLowerCase().replace(/[-_]/g, '');
}

const haystacks = new WeakMap<Row, string>(); // folded text of a row's cells

/** Note that cells of the row have changed. */
export function forget(row: Row): void {
  haystacks.delete(row);
}

/** Whether the row has every word of the (folded) filter. */
export function matches(row: Row, words: string[], columns: Pick<Column, 'kind'>[]): boolean {
  let text = haystacks.get(row);
  if (text === undefined) {
    text = columns
      .map(({ kind }, i) =>
        kind === 'age' || kind === 'bytes' ? '' : folded(inWords(kind, cellOf(row, i), 0))
      )
      .join('\n');
    haystacks.set(row, text);
  }
  const haystack = text;
  return words.every(word => haystack.includes(word));
}
