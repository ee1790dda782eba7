type Post = (message: object, buffers?: ArrayBuffer[]) => void;

interface Options {
  /** Milliseconds between two messages to the kernel at least. */
  pause: number;
  /** Whether the reader calls `done` itself, once it has handled the received bytes. */
  slow?: boolean;
}

const ACK = 1 << 18; // bytes; the kernel stops at sixteen times as many

/**
 * The bytes of one connection, in the form that noVNC expects of a raw channel: it sets the
 * `on...` handlers itself, and requires all of these properties.
 */
export class Channel {
  binaryType = 'arraybuffer';
  protocol = '';
  readyState: 'connecting' | 'open' | 'closed' = 'connecting';
  onopen: ((event: object) => void) | null = null;
  onmessage: ((event: { data: Uint8Array<ArrayBuffer> }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;

  /** Bytes that came. */
  received = 0;

  private _next = 0;
  private _done = 0;
  private _told = 0;
  private _waiting: Uint8Array[] = [];
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _last = -Infinity;

  constructor(
    private readonly _post: Post,
    private readonly _options: Options
  ) {}

  /** Send; `data` may be a view of a buffer that changes as soon as this returns. */
  send(data: Uint8Array): void {
    this._waiting.push(data.slice());
    if (this._timer !== undefined) {
      return;
    }
    const since = performance.now() - this._last;
    this._timer = setTimeout(() => this._flush(), Math.max(0, this._options.pause - since));
    if (since >= this._options.pause) {
      queueMicrotask(() => this._flush()); // a timer may be late; the first key is not
    }
  }

  close(): void {
    if (this.readyState !== 'closed') {
      this._post({ op: 'close' });
      this.shut('', true);
    }
  }

  /** Report this many more bytes as handled. */
  done(bytes: number): void {
    this._done += bytes;
    if (this._done - this._told > ACK) {
      this._told = this._done;
      this._post({ op: 'a', a: this._done });
    }
  }

  // Messages from the kernel

  open(): void {
    this.readyState = 'open';
    this.onopen?.({});
  }

  /** Take a numbered message; false: an earlier one was lost, so this one is useless. */
  take(number: number | undefined, view: DataView): boolean {
    if (number !== this._next) {
      return false;
    }
    this._next += 1;
    this.received += view.byteLength;
    const bytes = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
    this.onmessage?.({ data: bytes });
    if (!this._options.slow) {
      this.done(view.byteLength);
    }
    return true;
  }

  shut(reason: string, clean: boolean): void {
    if (this.readyState === 'closed') {
      return;
    }
    clearTimeout(this._timer);
    this.readyState = 'closed';
    this.onclose?.({ code: clean ? 1000 : 1006, reason, wasClean: clean });
  }

  private _flush(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    if (!this._waiting.length || this.readyState === 'closed') {
      return;
    }
    const bytes = new Uint8Array(this._waiting.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this._waiting) {
      bytes.set(part, at);
      at += part.length;
    }
    this._waiting = [];
    this._last = performance.now();
    this._told = this._done;
    this._post({ op: 'd', a: this._done }, [bytes.buffer]);
  }
}
