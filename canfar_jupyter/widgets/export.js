// Rows as text for other programs: pure.
import { FIRST, inWords } from "./cells.js";

// A time instead of an age, bytes instead of "1.5 GiB": programs count with them.
function exported(kind, value) {
  if (value === null || value === undefined) return "";
  if (kind === "age") return new Date(value * 1000).toISOString().replace(".000Z", "Z");
  return kind === "bytes" ? String(value) : inWords(kind, value, 0);
}

// Spreadsheets take a cell that begins like this for a formula, and names come from others:
// "=HYPERLINK(...)" as the name of a shared image would run. An apostrophe makes it text.
// OWASP calls it "CSV injection".
function harmless(text) {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function lines(shown, rows) {
  const titles = shown.map(({ column: c }) => (c.kind === "bytes" ? `${c.title} (bytes)` : c.title));
  const cells = (row) => shown.map(({ column, index }) => exported(column.kind, row[FIRST + index]));
  return [titles, ...rows.map(cells)].map((line) => line.map(harmless));
}

// shown: [{column, index}] in the order of the screen.
export function asTsv(shown, rows) {
  const plain = (text) => text.replace(/[\t\r\n]+/g, " ");
  return lines(shown, rows).map((line) => line.map(plain).join("\t")).join("\n");
}

// RFC 4180: CRLF, quotes doubled.
export function asCsv(shown, rows) {
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return lines(shown, rows).map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}
