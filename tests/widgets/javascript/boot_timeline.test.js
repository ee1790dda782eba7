import assert from "node:assert/strict";
import { test } from "node:test";
import { barWords, scaleStep } from "./boot_timeline.js";

test("the scale has round steps", () => {
  assert.equal(scaleStep(65), 20);
  assert.equal(scaleStep(9), 2);
  assert.equal(scaleStep(130), 50);
});

test("a bar in words", () => {
  assert.equal(barWords({ name: "init", start: 1, end: 2.25 }), "init: 1.0 to 2.3 s");
  assert.equal(barWords({ name: "init", start: 1, end: null }), "init: since 1.0 s, under way");
  assert.equal(barWords({ name: "ssh", start: 1, end: 1 }), "ssh: at 1.0 s");
});
