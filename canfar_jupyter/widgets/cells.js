// What a cell shows and how it sorts and filters. A row is an array:
// [id, group, {action: why it is not possible} or null, first cell, second cell...].
export const ID = 0;
export const GROUP = 1;
export const BLOCKED = 2;
export const FIRST = 3;

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

export function bytesInWords(size) {
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${size.toFixed(digits)} ${UNITS[unit]}`;
}

export function ageInWords(seconds) {
  if (seconds < 60) return "< 1 min";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h`;
  if (seconds < 63072000) return `${Math.floor(seconds / 86400)} days`;
  return `${Math.floor(seconds / 31536000)} years`;
}

// The text of a cell. A badge is [text, tone, busy, detail]; an age is seconds since 1970.
export function inWords(kind, value, now) {
  if (value === null || value === undefined || value === "") return "";
  if (kind === "badge") return value[3] ? `${value[0]}: ${value[3]}` : value[0];
  if (kind === "bytes") return bytesInWords(value);
  if (kind === "age") return ageInWords(Math.max(0, now - value));
  return String(value);
}

// What the filter sees: "Ubuntu_24.04" and "ubuntu-24.04" are the same words.
export function folded(text) {
  return text.toLowerCase().replace(/[-_]/g, "");
}

const haystacks = new WeakMap(); // row -> folded text of its cells

export function forget(row) {
  haystacks.delete(row);
}

// Say whether the row has every word of the (folded) filter.
export function matches(row, words, columns) {
  let text = haystacks.get(row);
  if (text === undefined) {
    const searched = (kind) => kind !== "age" && kind !== "bytes";
    text = columns
      .map((c, i) => (searched(c.kind) ? folded(inWords(c.kind, row[FIRST + i], 0)) : ""))
      .join("\n");
    haystacks.set(row, text);
  }
  return words.every((word) => text.includes(word));
}
