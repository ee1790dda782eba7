import assert from "node:assert/strict";
import { test } from "node:test";
import { Query } from "./query.js";

const columns = [
  { key: "name", kind: "text" },
  { key: "cpus", kind: "number" },
];
const groups = [
  { key: "mine", title: "Mine" },
  { key: "all", title: "All" },
];
const rows = [
  ["a", "all", null, "lens-b", 2],
  ["b", "all", null, "lens-a", 4],
  ["c", "mine", null, "galaxy", 4],
];
const ids = (query) => query.run(rows).view.map((row) => row[0]).join("");

test("the first tab with something in it is open until one is chosen", () => {
  const query = new Query(columns, groups, [{ key: "name", direction: 1 }]);
  assert.equal(ids(query), "c");
  query.group = "all";
  assert.equal(ids(query), "ba");
  assert.deepEqual([...query.run(rows).counts], [["all", 2], ["mine", 1]]);
});

test("the search and the filters of columns narrow together", () => {
  const query = new Query(columns, [], [{ key: "name", direction: 1 }]);
  query.text = "lens";
  query.filter("cpus", { text: "> 3" });
  assert.equal(ids(query), "b");
  assert.deepEqual(query.indexes(), [0, 1]);
  query.clear();
  assert.equal(ids(query), "cba");
});

test("when nothing matches it says where else there is something", () => {
  const query = new Query(columns, groups, []);
  query.text = "lens";
  assert.equal(query.nothing(rows, "mine"), "Nothing here matches “lens”. 2 under All.");
  query.filter("cpus", { text: "9" });
  assert.equal(query.nothing(rows, "mine"), "Nothing here matches the filters.");
});

test("a sort by a column that is not there is none", () => {
  assert.deepEqual(new Query(columns, [], [{ key: "gone", direction: 1 }]).sort, []);
});
