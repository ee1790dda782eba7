import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileSender, type Upward } from '../../../canfar_jupyter/widgets/kit/elements/file_sender';

const KIB = 1 << 10;

/** A kernel that writes what it is told, or hears nothing while it is away. */
class Kernel {
  came = 0;
  away = false;
  lost: boolean[] = [];
  heard: Upward[] = [];
  largest = 0; // bytes that came ahead of an answer
  sender!: FileSender;
  private _unanswered = 0;

  send(message: Upward, buffer?: ArrayBuffer): void {
    this.heard.push(message);
    if (this.away) {
      return;
    }
    const bytes = buffer?.byteLength ?? 0;
    if (message.op === 'begin' || (message.op === 'piece' && message.from === this.came)) {
      this.came = Math.max(this.came, message.op === 'begin' ? bytes : this.came + bytes);
      this._unanswered += bytes;
      this.largest = Math.max(this.largest, this._unanswered);
    }
    const ask = message.op === 'where' ? message.ask : undefined;
    const came = this.came;
    setTimeout(() => {
      this._unanswered -= bytes;
      this.sender.at(came, ask);
    }, 10);
  }
}

function sending(file: File, kernel = new Kernel()): Kernel {
  kernel.sender = new FileSender('a', file, {
    send: (message, buffer) => kernel.send(message, buffer),
    lost: is => kernel.lost.push(is)
  });
  return kernel;
}

const file = (size: number): File => new File([new Uint8Array(size)], 'a.img');

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a file on its way', () => {
  it('arrives whole, never far ahead of what was written', async () => {
    const kernel = sending(file(20 << 20));
    await vi.advanceTimersByTimeAsync(5000);
    expect(kernel.came).toBe(20 << 20);
    expect(kernel.sender.ended).toBe(true);
    expect(kernel.largest).toBeLessThanOrEqual(8 << 20);
  });

  it('asks where it is after a silence, and goes on from there', async () => {
    const kernel = sending(file(20 << 20));
    await vi.advanceTimersByTimeAsync(30);
    kernel.away = true;
    await vi.advanceTimersByTimeAsync(6000);
    expect(kernel.heard.at(-1)).toMatchObject({ op: 'where' });
    expect(kernel.lost.at(-1)).toBe(true);
    kernel.away = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(kernel.came).toBe(20 << 20);
    expect(kernel.lost.at(-1)).toBe(false);
  });

  it('goes on where the kernel says that it is, as after a reload', async () => {
    const kernel = new Kernel();
    kernel.came = 1 << 20;
    sending(file(2 << 20), kernel);
    await vi.advanceTimersByTimeAsync(1000);
    expect(kernel.heard[1]).toMatchObject({ op: 'piece', from: 1 << 20 });
    expect(kernel.came).toBe(2 << 20);
  });

  it('says so when it cannot be read any more', async () => {
    const gone = file(8 << 20);
    const kernel = sending(gone);
    await vi.advanceTimersByTimeAsync(5);
    vi.spyOn(gone, 'slice').mockReturnValue({
      arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError'))
    } as unknown as Blob);
    await vi.advanceTimersByTimeAsync(100);
    expect(kernel.heard.at(-1)).toEqual({ op: 'unreadable', sender: 'a' });
    expect(kernel.sender.ended).toBe(true);
  });

  it('is begun once more where the first piece was lost', async () => {
    const kernel = new Kernel();
    kernel.away = true;
    sending(file(300 * KIB), kernel);
    await vi.advanceTimersByTimeAsync(1000);
    kernel.away = false;
    await vi.advanceTimersByTimeAsync(6000);
    expect(kernel.heard.filter(message => message.op === 'begin')).toHaveLength(2);
    expect(kernel.came).toBe(300 * KIB);
  });
});
