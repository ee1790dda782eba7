import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Channel } from '../../../canfar_jupyter/widgets/consoles/channel';
import {
  BEAT,
  Link,
  PATIENCE,
  PAUSES,
  type State
} from '../../../canfar_jupyter/widgets/consoles/link';
import type { Message, Wire } from '../../../canfar_jupyter/widgets/consoles/model';

interface Sent {
  op: string;
  sid: string;
}

const view = (size: number): DataView => new DataView(new ArrayBuffer(size));

class Kernel implements Wire {
  sent: Sent[] = [];
  listeners = new Set<(message: Message, buffers: DataView[]) => void>();
  on(_events: string, callback: (message: Message, buffers: DataView[]) => void): void {
    this.listeners.add(callback);
  }
  off(_events: string, callback: (message: Message, buffers: DataView[]) => void): void {
    this.listeners.delete(callback);
  }
  send(message: object): void {
    this.sent.push(message as Sent);
  }
  say(message: Message, ...buffers: DataView[]): void {
    this.listeners.forEach(listener => listener({ sid: this.sid, ...message }, buffers));
  }
  of(op: string): Sent[] {
    return this.sent.filter(message => message.op === op);
  }
  get sid(): string {
    return this.of('open').at(-1)?.sid ?? '';
  }
}

let kernel: Kernel;
let states: State[];
let attached: Channel[];
let detached: number;
let link: Link;
const last = (): State | undefined => states.at(-1);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', vi.fn());
  vi.stubGlobal('removeEventListener', vi.fn());
  kernel = new Kernel();
  states = [];
  attached = [];
  detached = 0;
  const screen = {
    attach: (channel: Channel) => void attached.push(channel),
    detach: () => void (detached += 1)
  };
  link = new Link(kernel, screen, state => void states.push(state), { pause: 15 });
  link.connect();
});
afterEach(() => {
  link.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const works = (): void => {
  kernel.say({ op: 'open' });
  kernel.say({ op: 'd', s: 0 }, view(12));
};

describe('a link', () => {
  it('connects, and says so', () => {
    expect(last()).toEqual({ name: 'connecting', text: 'Connecting...' });
    kernel.say({ op: 'open' });
    expect(last()).toEqual({ name: 'connected', text: 'Connected.' });
    expect(attached[0]?.readyState).toBe('open');
  });

  it('says when the way to the cloud is not encrypted', () => {
    kernel.say({ op: 'open', plain: true });
    expect(last()?.text).toBe('Connected, but not encrypted.');
  });

  it('does not listen to what is said to another view', () => {
    kernel.say({ op: 'close', sid: 'another', text: 'gone' });
    expect(last()?.name).toBe('connecting');
  });

  it('says why there was no connection, and leaves it at that', () => {
    kernel.say({ op: 'close', text: 'the machine is off.', refused: true });
    vi.advanceTimersByTime(60_000);
    expect(last()).toEqual({ name: 'closed', text: 'The console closed: the machine is off.' });
    expect(kernel.of('open')).toHaveLength(1);
    link.connect();
    expect(kernel.of('open')).toHaveLength(2);
    expect(kernel.of('open')[0]?.sid).not.toBe(kernel.sid);
  });

  it('connects again by itself when a console that worked has closed', () => {
    works();
    kernel.say({ op: 'close', text: 'it was rebooted.' });
    expect(last()?.name).toBe('connecting');
    expect(last()?.text).toContain('Reconnecting (1 of 4)...');
    vi.advanceTimersByTime(PAUSES[0] ?? 0);
    expect(kernel.of('open')).toHaveLength(2);
    expect(attached).toHaveLength(2);
    works();
    expect(last()?.name).toBe('connected');
  });

  it('gives up after some attempts, and tries anew when asked', () => {
    works();
    for (const pause of PAUSES) {
      kernel.say({ op: 'close', text: 'off.', refused: true });
      vi.advanceTimersByTime(pause);
    }
    kernel.say({ op: 'close', text: 'off.', refused: true });
    vi.advanceTimersByTime(60_000);
    expect(last()?.name).toBe('closed');
    expect(kernel.of('open')).toHaveLength(1 + PAUSES.length);
  });

  it('connects again at once when a message was lost', () => {
    works();
    kernel.say({ op: 'd', s: 2 }, view(5));
    expect(kernel.of('open')).toHaveLength(2);
    expect(last()?.text).toContain('kernel was lost');
  });

  it('sees by the count of bytes that the last messages were lost', () => {
    works();
    kernel.say({ op: 'hb', t: 12 });
    expect(kernel.of('open')).toHaveLength(1);
    kernel.say({ op: 'hb', t: 112 });
    expect(kernel.of('open')).toHaveLength(2);
  });

  it('says when the kernel is silent, and when it is back', () => {
    works();
    vi.advanceTimersByTime(BEAT + PATIENCE + BEAT);
    expect(last()?.name).toBe('silent');
    expect(kernel.of('hb').length).toBeGreaterThan(2);
    kernel.say({ op: 'hb', t: 12 });
    expect(last()).toEqual({ name: 'connected', text: 'Connected.' });
  });

  it('does not reconnect to a machine that was terminated', () => {
    works();
    kernel.say({ op: 'gone', sid: 'any', text: 'The instance was terminated.' });
    expect(last()).toEqual({ name: 'gone', text: 'The instance was terminated.' });
    link.connect();
    vi.advanceTimersByTime(60_000);
    expect(kernel.of('open')).toHaveLength(1);
    expect(last()?.name).toBe('gone');
  });

  it('leaves the machine when the page does', () => {
    works();
    link.dispose();
    expect(kernel.of('close')).toHaveLength(1);
    expect(detached).toBe(1);
    expect(kernel.listeners.size).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(kernel.of('hb')).toHaveLength(0);
  });

  it('lets the old connection go before a new one', () => {
    works();
    link.connect();
    expect(kernel.of('close')).toHaveLength(1);
    expect(detached).toBe(1);
    expect(attached[0]?.readyState).toBe('closed');
  });
});
