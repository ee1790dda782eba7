import assert from "node:assert/strict";
import { test } from "node:test";
import { Rows, reorders } from "./rows.js";

// The model of a widget, without a browser: what is sent, and a way to receive.
class Model {
  constructor(snapshot) {
    this.snapshot = snapshot;
    this.sent = [];
  }
  get() {
    return this.snapshot;
  }
  on(_event, callback) {
    this.receive = callback;
  }
  send(message) {
    this.sent.push(message);
  }
}

const snapshot = () => ({ rev: 3, rows: [["a", "", null, "lens"], ["b", "", null, "mars"]] });

function made() {
  const model = new Model(snapshot());
  const rows = new Rows(model);
  model.sent.length = 0;
  return { model, rows };
}

test("it says at once which number it has, for patches that were lost before", () => {
  const model = new Model(snapshot());
  new Rows(model);
  assert.deepEqual(model.sent, [{ op: "beat", rev: 3 }]);
});

test("a patch changes cells, adds rows and drops rows", () => {
  const { model, rows } = made();
  const changes = [];
  rows.listeners.add((change) => changes.push(change));
  model.receive({ op: "patch", rev: 4, cells: [[{ 3: "venus" }, ["a"]]] });
  model.receive({ op: "patch", rev: 5, rows: [["c", "", null, "io"]], gone: ["b"] });
  assert.deepEqual([...rows.byId.keys()], ["a", "c"]);
  assert.equal(rows.byId.get("a")[3], "venus");
  assert.deepEqual(changes[0], { members: false, cells: new Set([3]) });
  assert.equal(changes[1].members, true);
});

test("a gap is noticed and all rows are asked for", () => {
  const { model, rows } = made();
  model.receive({ op: "patch", rev: 5, gone: ["a"] });
  assert.deepEqual(model.sent, [{ op: "resync" }]);
  assert.ok(rows.byId.has("a"));
  model.receive({ op: "snapshot", rev: 5, rows: [["b", "", null, "mars"]] });
  assert.deepEqual([...rows.byId.keys()], ["b"]);
  model.receive({ op: "patch", rev: 6, cells: [[{ 3: "moon" }, ["b"]]] });
  assert.equal(rows.byId.get("b")[3], "moon");
});

test("a patch that was lost last is noticed by its number", () => {
  const { model } = made();
  model.receive({ op: "rev", rev: 3 });
  assert.deepEqual(model.sent, []);
  model.receive({ op: "rev", rev: 4 });
  assert.deepEqual(model.sent, [{ op: "resync" }]);
});

test("a patch that the snapshot had already changes nothing", () => {
  const { model, rows } = made();
  model.receive({ op: "patch", rev: 2, gone: ["a"] });
  assert.ok(rows.byId.has("a"));
  assert.deepEqual(model.sent, []);
});

test("cells of a row that is not there are passed over", () => {
  const { model, rows } = made();
  model.receive({ op: "patch", rev: 4, cells: [[{ 3: "x" }, ["z"]]] });
  assert.equal(rows.rev, 4);
});

test("rows that changed alike share one set of cells", () => {
  const { model, rows } = made();
  model.receive({ op: "patch", rev: 4, cells: [[{ 3: "moon" }, ["a", "b"]]] });
  assert.deepEqual([...rows.byId.values()].map((row) => row[3]), ["moon", "moon"]);
});

test("only a change of a column that sorts or filters, the members or a search reorders", () => {
  const change = { members: false, cells: new Set([2, 5]) }; // which actions are blocked: no matter
  assert.ok(!reorders(change, [0], false));
  assert.ok(reorders(change, [0, 2], false));
  assert.ok(reorders(change, [0], true));
  assert.ok(reorders({ members: true, cells: new Set() }, [0], false));
  assert.ok(reorders({ members: false, cells: null }, [0], false));
  assert.ok(reorders({ members: false, cells: new Set([1]) }, [0], false));
});
