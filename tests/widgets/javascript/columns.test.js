import assert from "node:assert/strict";
import { test } from "node:test";
import { Columns } from "./columns.js";

const columns = ["a", "b", "c", "d"].map((key) => ({ key, width: 50, grow: 1 }));

function made(arrangement = {}) {
  const saved = [];
  const properties = {};
  const scroller = {
    style: { setProperty: (name, value) => (properties[name] = value) },
    classList: { toggle: () => {} },
  };
  const made = new Columns(columns, 90, scroller, (now) => saved.push(now));
  made.take(arrangement);
  const keys = () => made.shown().map(({ column }) => column.key).join("");
  return { made, keys, saved, properties };
}

test("nothing arranged is nothing to remember", () => {
  const { made: it, keys } = made();
  assert.equal(keys(), "abcd");
  assert.deepEqual(it.arrangement(), {});
});

test("a column moves past those that are shown; hidden ones do not count", () => {
  const { made: it, keys, saved } = made({ hidden: ["b"] });
  it.move("a", 1);
  assert.equal(keys(), "cad");
  it.move("a", -9);
  assert.equal(keys(), "acd");
  assert.deepEqual(saved.at(-1).hidden, ["b"]);
});

test("what was saved comes back; each column keeps its place in the rows", () => {
  const { made: it, saved } = made();
  it.move("d", -3);
  it.nudge("c", 100, 1);
  const { made: again, keys } = made(saved.at(-1));
  assert.equal(keys(), "dabc");
  assert.deepEqual(again.shown().map(({ index }) => index), [3, 0, 1, 2]);
  assert.equal(again.widths.get("c"), 116);
});

test("a column that is newer than the arrangement stands where it comes", () => {
  const { keys } = made({ order: ["d", "c", "a"], hidden: ["gone"] });
  assert.equal(keys(), "dbca");
});

test("the last column stays", () => {
  const { made: it, keys } = made({ hidden: ["a", "b", "c"] });
  it.show("d", false);
  assert.equal(keys(), "d");
});

test("reset forgets all of it", () => {
  const { made: it, keys, saved } = made({ order: ["d", "c", "b", "a"], hidden: ["b"], widths: { a: 99 } });
  it.reset();
  assert.equal(keys(), "abcd");
  assert.deepEqual(saved, [{}]);
});

test("widths set by hand are kept, the others share the room", () => {
  const { properties } = made({ widths: { b: 77 }, hidden: ["c", "d"] });
  assert.equal(properties["--cj-columns"], "minmax(50px, 1fr) 77px 90px");
  assert.equal(properties["--cj-columns-min"], "217px");
});
