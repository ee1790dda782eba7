import assert from "node:assert/strict";
import { test } from "node:test";
import { ageInWords, bytesInWords, folded, forget, inWords, matches } from "./cells.js";

const columns = [{ kind: "text" }, { kind: "badge" }, { kind: "age" }];
const row = ["id", "", null, "Ubuntu_24.04", ["ACTIVE", "good", false, ""], 5];

test("sizes are in binary units", () => {
  assert.equal(bytesInWords(0), "0 bytes");
  assert.equal(bytesInWords(1536), "1.5 KiB");
  assert.equal(bytesInWords(600 * 2 ** 20), "600 MiB");
  assert.equal(bytesInWords(2 ** 41), "2.0 TiB");
});

test("ages are in the unit that fits", () => {
  assert.deepEqual([5, 90, 7200, 400000].map(ageInWords), ["< 1 min", "1 min", "2 h", "4 days"]);
});

test("an age of the future is none", () => {
  assert.equal(inWords("age", 100, 50), "< 1 min");
});

test("a badge with a detail says both", () => {
  assert.equal(inWords("badge", ["ERROR", "bad", false, "No host"], 0), "ERROR: No host");
});

test("the filter ignores case, hyphens and underscores and wants every word", () => {
  const found = (text) => matches(row, text.split(" ").map(folded), columns);
  assert.ok(found("ubuntu-24"));
  assert.ok(found("UBUNTU active"));
  assert.ok(!found("ubuntu error"));
});

test("a row that changed is searched anew", () => {
  const changing = [...row];
  assert.ok(!matches(changing, ["debian"], columns));
  changing[3] = "debian";
  forget(changing);
  assert.ok(matches(changing, ["debian"], columns));
});
