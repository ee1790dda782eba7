import assert from "node:assert/strict";
import { test } from "node:test";
import { choose } from "./selection.js";

const ids = ["a", "b", "c", "d"];
const pick = (selected, anchor, index, how) => {
  const chosen = choose(ids, new Set(selected), anchor, index, how);
  return [[...chosen.selected].sort().join(""), chosen.anchor];
};

test("a click selects one; a second click on it none", () => {
  assert.deepEqual(pick(["a", "b"], "a", 2), ["c", "c"]);
  assert.deepEqual(pick(["c"], "c", 2), ["", "c"]);
});

test("with Ctrl it toggles one", () => {
  assert.deepEqual(pick(["a"], "a", 2, { toggle: true }), ["ac", "c"]);
  assert.deepEqual(pick(["a", "c"], "c", 0, { toggle: true }), ["c", "a"]);
});

test("with Shift it selects from where it began, both ways", () => {
  assert.deepEqual(pick(["b"], "b", 3, { range: true }), ["bcd", "b"]);
  assert.deepEqual(pick(["b", "c", "d"], "b", 0, { range: true }), ["ab", "b"]);
});

test("with Shift and Ctrl the range is added", () => {
  assert.deepEqual(pick(["a", "c"], "c", 3, { range: true, toggle: true }), ["acd", "c"]);
});

test("with Shift but no beginning, or one that is filtered out, it selects one", () => {
  assert.deepEqual(pick(["a"], "gone", 1, { range: true }), ["b", "b"]);
});
