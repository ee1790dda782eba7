import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Channel } from '../../../canfar_jupyter/widgets/consoles/channel';

interface Sent {
  op: string;
  a?: number;
  bytes?: string;
}

const text = new TextDecoder();
const view = (bytes: string | number): DataView<ArrayBuffer> => {
  const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : new Uint8Array(bytes);
  return new DataView(data.buffer);
};

let sent: Sent[];
const made = (slow = false): Channel =>
  new Channel(
    (message, buffers) => {
      const bytes = buffers?.[0] && text.decode(buffers[0]);
      sent.push({ ...(message as Sent), ...(bytes === undefined ? {} : { bytes }) });
    },
    { pause: 15, slow }
  );

beforeEach(() => {
  sent = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('a channel', () => {
  it('has all that noVNC looks for', () => {
    const channel = made();
    for (const name of ['send', 'close', 'binaryType', 'onerror', 'onmessage', 'onopen']) {
      expect(name in channel).toBe(true);
    }
    expect(channel.readyState).toBe('connecting');
    expect(channel.protocol).toBe('');
  });

  it('copies what it is given, sends the first at once, and the next ones together', async () => {
    const channel = made();
    const queue = new TextEncoder().encode('a');
    channel.send(queue);
    queue[0] = 0;
    await Promise.resolve();
    expect(sent).toEqual([{ op: 'd', a: 0, bytes: 'a' }]);
    channel.send(new TextEncoder().encode('b'));
    channel.send(new TextEncoder().encode('c'));
    await Promise.resolve();
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(15);
    expect(sent[1]).toEqual({ op: 'd', a: 0, bytes: 'bc' });
  });

  it('gives on what comes, and refuses it where one was lost', () => {
    const channel = made();
    const came: string[] = [];
    channel.onmessage = ({ data }) => came.push(text.decode(data));
    expect(channel.take(0, view('one'))).toBe(true);
    expect(channel.take(2, view('three'))).toBe(false);
    expect(came).toEqual(['one']);
    expect(channel.received).toBe(3);
  });

  it('hands on the part of a buffer that is meant', () => {
    const channel = made();
    let came = new Uint8Array();
    channel.onmessage = ({ data }) => (came = data);
    const whole = new TextEncoder().encode('..RFB..').buffer;
    channel.take(0, new DataView(whole, 2, 3));
    expect(text.decode(came)).toBe('RFB');
  });

  it('says how far it is every quarter of a MiB', () => {
    const channel = made();
    channel.take(0, view(1 << 18));
    expect(sent).toEqual([]);
    channel.take(1, view(1));
    expect(sent).toEqual([{ op: 'a', a: (1 << 18) + 1 }]);
  });

  it('says so only when the reader has dealt with it, if that is slow', () => {
    const channel = made(true);
    channel.take(0, view(1 << 19));
    expect(sent).toEqual([]);
    channel.done(1 << 19);
    expect(sent).toEqual([{ op: 'a', a: 1 << 19 }]);
  });

  it('closes once, tells both sides, and sends nothing after', () => {
    const channel = made();
    const closed = vi.fn();
    channel.onclose = closed;
    channel.send(new Uint8Array([1]));
    channel.close();
    channel.close();
    vi.runAllTimers();
    expect(sent).toEqual([{ op: 'close' }]);
    expect(closed).toHaveBeenCalledTimes(1);
    expect(closed).toHaveBeenCalledWith({ code: 1000, reason: '', wasClean: true });
  });

  it('says that it was not clean when the kernel closes it', () => {
    const channel = made();
    const closed = vi.fn();
    channel.onclose = closed;
    channel.shut('refused', false);
    expect(closed).toHaveBeenCalledWith({ code: 1006, reason: 'refused', wasClean: false });
    expect(sent).toEqual([]);
  });
});
