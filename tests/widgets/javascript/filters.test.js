import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, filterKind, isFilter, passes, range } from "./filters.js";

const columns = [
  { key: "name", kind: "text" },
  { key: "cpus", kind: "number" },
  { key: "size", kind: "bytes" },
  { key: "age", kind: "age" },
  { key: "status", kind: "badge", choice: true },
  { key: "image", kind: "text", choice: true },
];
const NOW = 1e9;
const row = ["id", "", null, "Lens_One", 4, 3 * 2 ** 30, NOW - 5 * 86400, ["ERROR", "bad", false, "No host"], ""];
const passing = (filters) => passes(columns, new Map(Object.entries(filters)), NOW)(row);

test("the kind of a column decides its filter", () => {
  const kinds = columns.map(filterKind);
  assert.deepEqual(kinds, ["text", "number", "number", "number", "choice", "choice"]);
});

test("words are found anywhere, whatever their case and hyphens", () => {
  assert.ok(passing({ name: { text: "LENS-o" } }));
  assert.ok(!passing({ name: { text: "two" } }));
});

test("numbers are compared", () => {
  const yes = ["4", "= 4", ">= 4", "<=4", "> 3.5", "< 5", "2..4", "4-8", "4 .. 8", "≥4"];
  const no = ["5", "> 4", "<4", ">=4.1", "5..8", "0-3"];
  for (const text of yes) assert.ok(passing({ cpus: { text } }), text);
  for (const text of no) assert.ok(!passing({ cpus: { text } }), text);
});

test("sizes are in GiB, or the unit that is said", () => {
  for (const text of ["3", "> 2.9", ">= 3072 MiB", "2..4", "1000..4000 MB"]) {
    assert.ok(passing({ size: { text } }), text);
  }
  assert.ok(!passing({ size: { text: "> 3 GiB" } }));
});

test("ages are in days, or the unit that is said", () => {
  for (const text of ["> 4", "5", "< 1 w", "> 100 h", "1..6"]) assert.ok(passing({ age: { text } }), text);
  assert.ok(!passing({ age: { text: "< 2 h" } }));
});

test("what is no range is none", () => {
  for (const text of ["many", "> ", "1..", "3 parsecs", "=> 4", "--", "4; 5"]) {
    assert.equal(range(text, "number"), null, text);
    assert.ok(!isFilter(columns[1], text));
  }
  assert.ok(isFilter(columns[0], "many"));
});

test("nothing has no size", () => {
  const none = [...row];
  none[5] = null;
  assert.ok(!passes(columns, new Map([["size", { text: "< 5" }]]), NOW)(none));
});

test("chosen values are taken whole, without the detail of a badge", () => {
  assert.ok(passing({ status: { values: new Set(["ACTIVE", "ERROR"]) } }));
  assert.ok(!passing({ status: { values: new Set(["ERROR: No host"]) } }));
  assert.ok(passing({ image: { values: new Set(["(none)"]) } }));
});

test("all filters must let it pass", () => {
  assert.ok(passing({ name: { text: "lens" }, cpus: { text: "4" } }));
  assert.ok(!passing({ name: { text: "lens" }, cpus: { text: "5" } }));
});

test("the values that are there are offered, the most frequent first", () => {
  const status = (text) => ["x", "", null, "", 0, 0, 0, [text], ""];
  const rows = [status("BUILD"), status("ACTIVE"), status("ACTIVE"), status("")];
  assert.deepEqual(choices(columns[4], 4, rows), [["ACTIVE", 2], ["(none)", 1], ["BUILD", 1]]);
});
