import assert from "node:assert/strict";
import { test } from "node:test";
import { isPrivate, proposedName } from "./key_check.js";

test("private keys of every kind are known by their first line", () => {
  for (const kind of ["OPENSSH ", "RSA ", "EC ", "DSA ", "ENCRYPTED ", ""]) {
    assert.ok(isPrivate(`-----BEGIN ${kind}PRIVATE KEY-----\nb3BlbnNza\n`));
  }
  assert.ok(isPrivate("PuTTY-User-Key-File-3: ssh-ed25519\n"));
  assert.ok(isPrivate("  some text before\n-----begin rsa private key-----"));
});

test("a public key is not private", () => {
  assert.ok(!isPrivate("ssh-ed25519 AAAAC3Nza ada@laptop"));
});

test("the comment of a key makes its name", () => {
  assert.equal(proposedName("ssh-ed25519 AAAA ada@laptop\n"), "ada-laptop");
  assert.equal(proposedName("ssh-ed25519 AAAA my <new> key"), "my-new-key");
  assert.equal(proposedName("ssh-ed25519 AAAA"), "");
});
