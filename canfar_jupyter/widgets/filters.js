// Filters of single columns: pure. A filter is {text} of a column of words or numbers,
// or {values} (a Set of texts) of a column with few different ones.
import { FIRST, folded, inWords } from "./cells.js";

export const NOTHING = "(none)";
const NUMERIC = ["number", "bytes", "age"];
const UNIT_SIZES = {
  number: {},
  bytes: { b: 1, bytes: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 },
  age: { s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 },
};
const USUAL = { number: 1, bytes: 2 ** 30, age: 86400 }; // of a number without a unit: GiB, days
export const HINTS = {
  number: "> 4, <= 16 or 2..8",
  bytes: "> 1 GiB, <= 500 MiB or 1..4 GiB",
  age: "> 30 d, < 2 h or 1..7 d",
};

export function filterKind(column) {
  if (NUMERIC.includes(column.kind)) return "number";
  return column.choice ? "choice" : "text";
}

// What a column of few values offers: the text of the cell without its detail.
export function choiceOf(column, value) {
  return (column.kind === "badge" ? value?.[0] : inWords(column.kind, value, 0)) || NOTHING;
}

// "> 2 GiB" -> [low, high, includes low, includes high]; null: it is no such thing.
export function range(text, kind) {
  const number = String.raw`(\d+(?:\.\d+)?)\s*([a-z]*)`;
  const between = text.match(new RegExp(`^\\s*${number}\\s*(?:\\.\\.|-|–)\\s*${number}\\s*$`, "i"));
  if (between) {
    const high = amount(between[3], between[4], kind);
    const low = amount(between[1], between[2] || between[4], kind); // "1..4 h": both are hours
    return low === null || high === null ? null : [low, high, true, true];
  }
  const one = text.match(new RegExp(`^\\s*(>=|<=|>|<|=|≥|≤)?\\s*${number}\\s*$`, "i"));
  const value = one ? amount(one[2], one[3], kind) : null;
  if (value === null) return null;
  const sign = { "≥": ">=", "≤": "<=" }[one[1]] ?? one[1] ?? "=";
  if (sign[0] === ">") return [value, Infinity, sign === ">=", true];
  if (sign[0] === "<") return [-Infinity, value, true, sign === "<="];
  return [value, value, true, true];
}

function amount(digits, unit, kind) {
  if (!unit) return Number(digits) * USUAL[kind];
  const units = UNIT_SIZES[kind];
  const known = units[unit.toLowerCase()] ?? units[unit[0].toLowerCase()];
  return known === undefined ? null : Number(digits) * known;
}

// Say whether a text can be a filter of this column; empty is none.
export function isFilter(column, text) {
  return filterKind(column) !== "number" || range(text, column.kind) !== null;
}

// The test of one filter: a function of a cell. now: seconds, for ages.
function test(column, filter, now) {
  if (filter.values) return (value) => filter.values.has(choiceOf(column, value));
  if (filterKind(column) === "number") {
    const [low, high, withLow, withHigh] = range(filter.text, column.kind);
    return (value) => {
      if (value === null || value === undefined || value === "") return false;
      const number = column.kind === "age" ? now - value : value;
      return (
        (withLow ? number >= low : number > low) && (withHigh ? number <= high : number < high)
      );
    };
  }
  const word = folded(filter.text);
  return (value) => folded(inWords(column.kind, value, now)).includes(word);
}

// The test of all filters (Map key -> filter): a function of a row.
export function passes(columns, filters, now) {
  const tests = columns
    .map((column, index) => [column, FIRST + index])
    .filter(([column]) => filters.has(column.key))
    .map(([column, at]) => [at, test(column, filters.get(column.key), now)]);
  return (row) => tests.every(([at, is]) => is(row[at]));
}

// How often each value is there, most first: [[text, count]...].
export function choices(column, index, rows) {
  const counts = new Map();
  for (const row of rows) {
    const text = choiceOf(column, row[FIRST + index]);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
