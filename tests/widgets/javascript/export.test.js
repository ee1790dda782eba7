import assert from "node:assert/strict";
import { test } from "node:test";
import { asCsv, asTsv } from "./export.js";

const shown = [
  { column: { title: "Name", kind: "text" }, index: 1 },
  { column: { title: "Size", kind: "bytes" }, index: 0 },
  { column: { title: "Age", kind: "age" }, index: 2 },
  { column: { title: "Status", kind: "badge" }, index: 3 },
];
const row = (name, status = ["ACTIVE", "good", false, ""]) => ["id", "", null, 1536, name, 0, status];

test("a CSV file is as RFC 4180 says, in the order of the screen", () => {
  assert.equal(
    asCsv(shown, [row('say "hi", twice\nplease')]),
    'Name,Size (bytes),Age,Status\r\n"say ""hi"", twice\nplease",1536,1970-01-01T00:00:00Z,ACTIVE\r\n',
  );
});

test("no cell is a formula to a spreadsheet", () => {
  for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]) {
    const line = asCsv(shown, [row(name)]).split("\r\n").slice(1).join("\r\n");
    assert.match(line, /^"?'/, name);
    assert.match(asTsv(shown, [row(name)]).split("\n")[1], /^'/, name);
  }
});

test("copied rows are one line each, whatever is in a cell", () => {
  const text = asTsv(shown, [row("a\tb\nc", ["ERROR", "bad", false, "No\r\nhost"]), row("d")]);
  assert.deepEqual(text.split("\n").map((line) => line.split("\t").length), [4, 4, 4]);
  assert.ok(text.includes("a b c\t1536"));
  assert.ok(text.includes("ERROR: No host"));
});

test("what is missing is empty", () => {
  const missing = ["id", "", null, null, "x", null, ["", "quiet", false, ""]];
  assert.ok(asCsv(shown, [missing]).endsWith("x,,,\r\n"));
});
