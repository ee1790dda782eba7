import assert from "node:assert/strict";
import { test } from "node:test";
import { ordered, resorted } from "./order.js";

const columns = [{ kind: "text" }, { kind: "number" }, { kind: "age" }, { kind: "badge" }];
const row = (id, ...cells) => [id, "", null, ...cells];
const sorted = (rows, ...sort) => {
  const keys = sort.map(([index, direction]) => ({ index, direction }));
  return ordered(rows, keys, columns).map((r) => r[0]).join("");
};

test("numbers in names sort as numbers, case and accents do not matter", () => {
  const rows = [row("a", "lens-10"), row("b", "Lens-2"), row("c", "lens-1"), row("d", "léns-3")];
  assert.equal(sorted(rows, [0, 1]), "cbda");
  assert.equal(sorted(rows, [0, -1]), "adbc");
});

test("what is missing comes last both ways", () => {
  const rows = [row("a", "", null), row("b", "", 7), row("c", "", 5)];
  assert.equal(sorted(rows, [1, 1]), "cba");
  assert.equal(sorted(rows, [1, -1]), "bca");
});

test("the youngest is first when ages grow", () => {
  const rows = [row("a", "", 0, 10), row("b", "", 0, 30), row("c", "", 0, 20)];
  assert.equal(sorted(rows, [2, 1]), "bca");
});

test("a badge sorts by its text", () => {
  const rows = [row("a", "", 0, 0, ["SHUTOFF"]), row("b", "", 0, 0, ["ACTIVE"])];
  assert.equal(sorted(rows, [3, 1]), "ba");
});

test("a second key decides where the first is equal, the id where all are", () => {
  const rows = [row("d", "x", 1), row("b", "y", 2), row("c", "x", 2), row("a", "x", 1)];
  assert.equal(sorted(rows, [0, 1], [1, -1]), "cadb");
});

const A = { index: 0, direction: 1 };
const down = { index: 0, direction: -1 };
const B = { index: 1, direction: 1 };

test("a click sorts by one column, a second one the other way", () => {
  assert.deepEqual(resorted([B], 0, false), [A]);
  assert.deepEqual(resorted([A], 0, false), [down]);
  assert.deepEqual(resorted([down], 0, false), [A]);
});

test("a click on one of several keys keeps its direction", () => {
  assert.deepEqual(resorted([B, down], 0, false), [down]);
});

test("with Shift a column is a further key, then the other way, then none", () => {
  assert.deepEqual(resorted([B], 0, true), [B, A]);
  assert.deepEqual(resorted([B, A], 0, true), [B, down]);
  assert.deepEqual(resorted([B, down], 0, true), [B]);
  assert.deepEqual(resorted([down], 0, true), [A]); // the last one stays
});
