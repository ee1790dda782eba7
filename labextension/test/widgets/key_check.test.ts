import { expect, it } from 'vitest';
import { isPrivate, proposedName } from '../../../canfar_jupyter/widgets/access/key_check';

it('private keys of every kind are known by their first line', () => {
  for (const kind of ['OPENSSH ', 'RSA ', 'EC ', 'DSA ', 'ENCRYPTED ', '']) {
    expect(isPrivate(`-----BEGIN ${kind}PRIVATE KEY-----\nb3BlbnNza\n`)).toBe(true);
  }
  expect(isPrivate('PuTTY-User-Key-File-3: ssh-ed25519\n')).toBe(true);
  expect(isPrivate('  some text before\n-----begin rsa private key-----')).toBe(true);
});

it('a public key is not private', () => {
  expect(isPrivate('ssh-ed25519 AAAAC3Nza ada@laptop')).toBe(false);
});

it('the comment of a key makes its name', () => {
  expect(proposedName('ssh-ed25519 AAAA ada@laptop\n')).toBe('ada-laptop');
  expect(proposedName('ssh-ed25519 AAAA my <new> key')).toBe('my-new-key');
  expect(proposedName('ssh-ed25519 AAAA')).toBe('');
});
