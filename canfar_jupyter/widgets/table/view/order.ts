// The order of rows by one or several columns: pure.
import { type Column, ID, type Kind, type Row, type Value, cellOf, isBlank } from './cells';

/** A sort column, by position, and its direction: 1 or -1. */
export interface SortKey {
  index: number;
  direction: number;
}

const DIGITS = 16; // numbers in names are compared as numbers up to this length
const MOST_REMEMBERED = 200_000;
const remembered = new Map<string, string>(); // names are asked for again and again

/**
 * "Lens-10" -> "lens-0000000000000010": comparing such keys is ten times as fast as
 * Intl.Collator.
 */
export function natural(text: string): string {
  let key = remembered.get(text);
  if (key === undefined) {
    key = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
    key = key.replace(/\d+/g, digits => digits.padStart(DIGITS, '0'));
    if (remembered.size >= MOST_REMEMBERED) {
      remembered.clear();
    }
    remembered.set(text, key);
  }
  return key;
}

/** The sort key of a cell; null: it is empty. */
function sortKey(kind: Kind, value: Value): string | number | null {
  if (isBlank(value)) {
    return null;
  }
  if (Array.isArray(value)) {
    return value[0] ? natural(value[0]) : null;
  }
  if (typeof value === 'number' && kind !== 'text') {
    return kind === 'age' ? -value : value; // the youngest has the smallest age
  }
  return natural(String(value));
}

/** Sort; empty cells come last in either direction. */
export function ordered(rows: Row[], sort: SortKey[], columns: Pick<Column, 'kind'>[]): Row[] {
  const places = rows.map((row, at) => ({ row, at }));
  const by = sort.map(({ index, direction }) => {
    const kind = columns[index]?.kind ?? 'text';
    return { direction, keys: rows.map(row => sortKey(kind, cellOf(row, index))) };
  });
  places.sort((a, b) => {
    for (const { direction, keys } of by) {
      const one = keys[a.at] ?? null;
      const other = keys[b.at] ?? null;
      if (one === other) {
        continue;
      }
      if (one === null || other === null) {
        return one === null ? 1 : -1;
      }
      return one < other ? -direction : direction;
    }
    return a.row[ID] < b.row[ID] ? -1 : 1; // the same order each time
  });
  return places.map(({ row }) => row);
}

/**
 * The sort after a click on a column: alone, or (`add`) as an additional key, which a third click
 * removes.
 */
export function resorted(sort: SortKey[], index: number, add: boolean): SortKey[] {
  const now = sort.find(key => key.index === index);
  const direction = now ? -now.direction : 1;
  if (!add) {
    return [{ index, direction: sort.length === 1 ? direction : (now?.direction ?? 1) }];
  }
  if (!now) {
    return [...sort, { index, direction }];
  }
  if (now.direction < 0 && sort.length > 1) {
    return sort.filter(key => key !== now);
  }
  return sort.map(key => (key === now ? { index, direction } : key));
}
