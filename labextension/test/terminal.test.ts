import { describe, expect, it } from 'vitest';
import { commandOf, TERMINAL_EVENT } from '../src/terminal';

const event = (detail: unknown): Event => new CustomEvent(TERMINAL_EVENT, { detail });

describe('a terminal', () => {
  it('takes an ssh command', () => {
    expect(commandOf(event({ command: 'ssh ubuntu@192.0.2.7' }))).toBe('ssh ubuntu@192.0.2.7');
  });

  it('takes nothing else', () => {
    for (const detail of [
      { command: 'rm -rf ~' },
      { command: 'ssh a@b\rrm -rf ~' },
      { command: 'ssh a@b\x1b[A' },
      { command: `ssh ${'a'.repeat(2000)}` },
      { command: 7 },
      null,
      'ssh a@b'
    ]) {
      expect(commandOf(event(detail))).toBe('');
    }
  });
});
