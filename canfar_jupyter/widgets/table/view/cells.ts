// What a cell shows and how it is searched.
import { ageInWords, bytesInWords } from '../../kit/elements/numbers';

/** The value of a badge cell; a link after the detail presses `action`. */
export type Badge = [
  text: string,
  tone?: string,
  busy?: boolean,
  detail?: string,
  action?: string,
  label?: string
];

/** The value of a cell of two lines. */
export type Lines = [first: string, second?: string];

/** An age is seconds since 1970. */
export type Value = string | number | boolean | null | undefined | Badge | Lines;

/** Why actions are not possible now, by key; null: this row does not have the button. */
export type Blocked = Partial<Record<string, string | null>>;

/** Groups are separated by spaces; `primary` is the action that is a button; "": none. */
export type Row = [
  id: string,
  groups: string,
  blocked: Blocked | null,
  primary: string,
  ...cells: Value[]
];

// Positions in a row.
export const ID = 0;
export const GROUP = 1;
export const BLOCKED = 2;
export const PRIMARY = 3;
export const FIRST = 4;

export type Kind = 'text' | 'lines' | 'code' | 'number' | 'bytes' | 'age' | 'badge';

/** A column, as described by Python; see row_format.py. */
export interface Column {
  key: string;
  title: string;
  kind: Kind;
  /** Minimum, px. */
  width: number;
  /** Share of the remaining width. */
  grow: number;
  /** How long it is kept where there is no room for all: the smallest goes first. */
  keep?: number;
  /** Whether it is shown only when the user asks for it. */
  rare?: boolean;
  /** Whether it has few different values. */
  choice?: boolean;
  /** Title of the second line, where it is exported. */
  second?: string;
}

/** The cell of a column, by the column's position among all. */
export function cellOf(row: Row, index: number): Value {
  return row[FIRST + index] as Value;
}

/** What the row is called: the first line of its first cell. */
export function nameOf(row: Row): string {
  const value = cellOf(row, 0);
  return String((Array.isArray(value) ? value[0] : value) ?? '');
}

/** Whether a row is in a group; "" has all rows. */
export function isIn(row: Row, group: string): boolean {
  return group === '' || row[GROUP] === group || row[GROUP].split(' ').includes(group);
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
    const more = kind === 'lines' ? value[1] : value[3];
    return more ? `${value[0]}${kind === 'lines' ? '\n' : ': '}${more}` : value[0];
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
