// Sends a file in pieces, a few ahead of what the kernel has written; see upload_field.py.

const LEAST = 64 << 10; // bytes of a piece
const MOST = 2 << 20; // a message of more than 10 MB would end the connection
const START = 256 << 10; // of the first piece, by which the kernel knows the file again
const AHEAD = 4; // pieces that have no answer yet
const QUICK = 300; // ms: pieces that are answered within are made larger
const SLOW = 1000; // ms: and smaller, for clicks wait behind them
const SILENCE = 4000; // ms without an answer until the kernel is asked where it is
const LOOK = 1000; // ms between two looks at the clock

export type Upward =
  | { op: 'begin'; sender: string; name: string; size: number; changed: number }
  | { op: 'piece'; sender: string; from: number }
  | { op: 'where'; sender: string; ask: number }
  | { op: 'unreadable'; sender: string };

interface Wire {
  send(message: Upward, buffer?: ArrayBuffer): void;
  /** The kernel has not answered for a while, or does again. */
  lost(is: boolean): void;
}

/** One file on its way. */
export class FileSender {
  private _piece = START;
  private _from = 0; // where the next piece begins
  private _came = 0;
  private _waiting = new Map<number, number>(); // end of a piece -> when it was sent
  private _heard = Date.now();
  private _ask = 0; // 0: nothing is asked
  private _reading = false;
  private _turn = 0; // what was read before the kernel said where it is comes to nothing
  private _ended = false;
  private readonly _clock: ReturnType<typeof setInterval>;

  constructor(
    readonly id: string,
    private readonly _file: File,
    private readonly _wire: Wire
  ) {
    this._clock = setInterval(() => this._look(), LOOK);
    void this._begin();
  }

  get ended(): boolean {
    return this._ended;
  }

  end(): void {
    this._ended = true;
    clearInterval(this._clock);
    this._wire.lost(false);
  }

  /** The kernel has written so much; `ask`: it answers this question. */
  at(came: number, ask?: number): void {
    this._heard = Date.now();
    this._wire.lost(false);
    this._suit(came);
    const first = this._from === 0;
    this._came = Math.max(this._came, came);
    if (this._came >= this._file.size) {
      this.end();
      return;
    }
    if (first || (ask !== undefined && ask === this._ask)) {
      this._waiting.clear();
      [this._ask, this._from, this._turn] = [0, came, this._turn + 1];
    }
    void this._pump();
  }

  /** Suit the size of pieces to the connection. */
  private _suit(came: number): void {
    const sent = this._waiting.get(came);
    if (sent !== undefined) {
      const took = Date.now() - sent;
      const factor = took < QUICK ? 2 : took > SLOW ? 0.5 : 1;
      this._piece = Math.min(MOST, Math.max(LEAST, this._piece * factor));
    }
    for (const end of this._waiting.keys()) {
      if (end <= came) {
        this._waiting.delete(end);
      }
    }
  }

  private async _begin(): Promise<void> {
    const { name, size, lastModified } = this._file;
    const start = await this._read(0, START);
    if (start) {
      const begin = { op: 'begin', sender: this.id, name, size, changed: lastModified } as const;
      this._wire.send(begin, start);
    }
  }

  private async _pump(): Promise<void> {
    if (this._reading) {
      return;
    }
    this._reading = true;
    while (
      !this._ended &&
      !this._ask &&
      this._waiting.size < AHEAD &&
      this._from < this._file.size
    ) {
      const [from, turn] = [this._from, this._turn];
      const piece = await this._read(from, from + this._piece);
      if (!piece) {
        break;
      }
      if (turn === this._turn && !this._ask) {
        this._from = from + piece.byteLength;
        this._waiting.set(this._from, Date.now());
        this._wire.send({ op: 'piece', sender: this.id, from }, piece);
        await new Promise(resolve => setTimeout(resolve)); // let the page draw, and hear of clicks
      }
    }
    this._reading = false;
  }

  /** Read a part of the file; null: it has ended meanwhile, perhaps because it cannot be read. */
  private async _read(from: number, to: number): Promise<ArrayBuffer | null> {
    try {
      const piece = await this._file.slice(from, to).arrayBuffer();
      return this._ended ? null : piece;
    } catch {
      if (!this._ended) {
        this._wire.send({ op: 'unreadable', sender: this.id });
        this.end();
      }
      return null;
    }
  }

  private _look(): void {
    if (Date.now() - this._heard < SILENCE) {
      return;
    }
    this._heard = Date.now();
    this._wire.lost(true);
    if (this._from === 0) {
      void this._begin(); // beginning again is going on
    } else {
      this._ask = Math.max(1, this._ask + 1);
      this._wire.send({ op: 'where', sender: this.id, ask: this._ask });
    }
  }
}
