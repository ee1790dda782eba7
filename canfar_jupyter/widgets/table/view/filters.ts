// Filters of single columns: pure.
import { type Column, type Kind, type Row, type Value } from './cells';
import { cellOf, folded, inWords, isBlank } from './cells';

/** For a column of words or numbers: a text; for one with few different values: some of them. */
export type Filter = { text: string; values?: never } | { values: Set<string>; text?: never };

export type Filtered = Pick<Column, 'key' | 'kind' | 'choice'>;

type Numeric = 'number' | 'bytes' | 'age';
type Range = [low: number, high: number, withLow: boolean, withHigh: boolean];

export const NOTHING = '(none)';
const NUMERIC: Kind[] = ['number', 'bytes', 'age'];
const UNIT_SIZES: Record<Numeric, Partial<Record<string, number>>> = {
  number: {},
  bytes: { b: 1, bytes: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 },
  age: { s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 }
};
const USUAL = { number: 1, bytes: 2 ** 30, age: 86400 }; // of a number without a unit: GiB, days
export const HINTS = {
  number: '> 4, <= 16 or 2..8',
  bytes: '> 1 GiB, <= 500 MiB or 1..4 GiB',
  age: '> 30 d, < 2 h or 1..7 d'
};
const NUMBER = String.raw`(\d+(?:\.\d+)?)\s*([a-z]*)`;
const BETWEEN = new RegExp(`^\\s*${NUMBER}\\s*(?:\\.\\.|-|–)\\s*${NUMBER}\\s*$`, 'i');
const ONE = new RegExp(`^\\s*(>=|<=|>|<|=|≥|≤)?\\s*${NUMBER}\\s*$`, 'i');

export function isNumeric(kind: Kind): kind is Numeric {
  return NUMERIC.includes(kind);
}

export function filterKind(column: Pick<Column, 'kind' | 'choice'>): 'number' | 'choice' | 'text' {
  if (isNumeric(column.kind)) {
    return 'number';
  }
  return column.choice ? 'choice' : 'text';
}

/** The choices of a column with few values: the text of the cell without its detail. */
export function choiceOf(column: Pick<Column, 'kind'>, value: Value): string {
  return (Array.isArray(value) ? value[0] : inWords(column.kind, value, 0)) || NOTHING;
}

/** The range that "> 2 GiB" means; null: not a range. */
export function range(text: string, kind: Numeric): Range | null {
  const [between, from, fromUnit, to, toUnit] = BETWEEN.exec(text) ?? [];
  if (between !== undefined) {
    const high = amount(to, toUnit, kind);
    const low = amount(from, fromUnit || toUnit, kind); // "1..4 h": both are hours
    return low === null || high === null ? null : [low, high, true, true];
  }
  const [one, sign = '=', digits, unit] = ONE.exec(text) ?? [];
  const value = one === undefined ? null : amount(digits, unit, kind);
  if (value === null) {
    return null;
  }
  if (sign.startsWith('>') || sign === '≥') {
    return [value, Infinity, sign !== '>', true];
  }
  if (sign.startsWith('<') || sign === '≤') {
    return [-Infinity, value, true, sign !== '<'];
  }
  return [value, value, true, true];
}

function amount(
  digits: string | undefined,
  unit: string | undefined,
  kind: Numeric
): number | null {
  if (!unit) {
    return Number(digits) * USUAL[kind];
  }
  const units = UNIT_SIZES[kind];
  const known = units[unit.toLowerCase()] ?? units[unit.charAt(0).toLowerCase()];
  return known === undefined ? null : Number(digits) * known;
}

/** Whether a text is a valid filter for this column; empty means none. */
export function isFilter(column: Pick<Column, 'kind'>, text: string): boolean {
  return !isNumeric(column.kind) || range(text, column.kind) !== null;
}

type Test<Of> = (of: Of) => boolean;

/** @param now seconds, for ages */
function testOf({ kind }: Filtered, filter: Filter, now: number): Test<Value> {
  if (filter.values) {
    return value => filter.values.has(choiceOf({ kind }, value));
  }
  if (isNumeric(kind)) {
    return within(range(filter.text, kind), kind, now);
  }
  const word = folded(filter.text);
  return value => folded(inWords(kind, value, now)).includes(word);
}

function within(limits: Range | null, kind: Numeric, now: number): Test<Value> {
  if (!limits) {
    return () => false;
  }
  const [low, high, withLow, withHigh] = limits;
  return value => {
    if (isBlank(value)) {
      return false;
    }
    const number = kind === 'age' ? now - Number(value) : Number(value);
    return (withLow ? number >= low : number > low) && (withHigh ? number <= high : number < high);
  };
}

/** The predicate of all filters, by the keys of their columns. */
export function passes(
  columns: Filtered[],
  filters: ReadonlyMap<string, Filter>,
  now: number
): Test<Row> {
  const tests = columns.flatMap((column, index) => {
    const filter = filters.get(column.key);
    return filter ? [{ index, is: testOf(column, filter, now) }] : [];
  });
  return row => tests.every(({ index, is }) => is(cellOf(row, index)));
}

/** How often each value occurs, most frequent first. */
export function choices(
  column: Pick<Column, 'kind'>,
  index: number,
  rows: Row[]
): [text: string, rows: number][] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const text = choiceOf(column, cellOf(row, index));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
