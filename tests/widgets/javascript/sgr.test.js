import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces, withoutColours } from "./sgr.js";

test("a coloured word becomes a piece with classes", () => {
  const { found } = pieces("[\x1b[0;32m  OK  \x1b[0m] done");
  assert.deepEqual(found, [["[", ""], ["  OK  ", "cj-sgr-32"], ["] done", ""]]);
});

test("a colour goes on in the next text", () => {
  const first = pieces("\x1b[1;31mbad");
  assert.deepEqual(pieces("still", first.state).found, [["still", "cj-sgr-bold cj-sgr-31"]]);
});

test("colours of a palette and nonsense are passed over", () => {
  assert.deepEqual(pieces("\x1b[38;5;31mx\x1b[999;my").found, [["x", ""], ["y", ""]]);
});

test("what is saved has no colours", () => {
  assert.equal(withoutColours("\x1b[1mx\x1b[0m"), "x");
});
