// The order of rows by one or several columns: pure.
import { FIRST, ID } from "./cells.js";

const DIGITS = 16; // numbers in names are compared as numbers up to this length
const MOST_REMEMBERED = 200000;
const remembered = new Map(); // text -> its sort key; names are asked for again and again

// "Lens-10" -> "lens-0000000000000010": comparing such keys is ten times as fast as Intl.Collator.
export function natural(text) {
  let key = remembered.get(text);
  if (key === undefined) {
    key = text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
    key = key.replace(/\d+/g, (digits) => digits.padStart(DIGITS, "0"));
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, key);
  }
  return key;
}

// What a cell is sorted by; null: there is nothing in it.
function sortKey(kind, value) {
  if (value === null || value === undefined || value === "") return null;
  if (kind === "badge") return value[0] ? natural(value[0]) : null;
  if (kind === "age") return -value; // the youngest has the smallest age
  return kind === "bytes" || kind === "number" ? value : natural(String(value));
}

// sort: [{index of a column, direction}]. What is missing comes last either way.
export function ordered(rows, sort, columns) {
  const by = sort.map(({ index, direction }) => ({
    direction,
    keys: rows.map((row) => sortKey(columns[index].kind, row[FIRST + index])),
  }));
  const compare = (a, b) => {
    for (const { direction, keys } of by) {
      const [one, other] = [keys[a], keys[b]];
      if (one === other) continue;
      if (one === null || other === null) return one === null ? 1 : -1;
      return one < other ? -direction : direction;
    }
    return rows[a][ID] < rows[b][ID] ? -1 : 1; // the same order each time
  };
  return rows.map((_, at) => at).sort(compare).map((at) => rows[at]);
}

// The sort after a click on a column: alone, or (add) as a further key that a third click takes away.
export function resorted(sort, index, add) {
  const now = sort.find((key) => key.index === index);
  const direction = now ? -now.direction : 1;
  if (!add) return [{ index, direction: sort.length === 1 ? direction : (now?.direction ?? 1) }];
  if (!now) return [...sort, { index, direction }];
  if (now.direction < 0 && sort.length > 1) return sort.filter((key) => key !== now);
  return sort.map((key) => (key === now ? { index, direction } : key));
}
