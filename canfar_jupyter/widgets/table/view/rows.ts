import { FIRST, GROUP, ID, type Row, type Value, forget } from './cells';

export interface Snapshot {
  rev: number;
  rows: Row[];
}

/** What changed since the last number; rows with equal changes share one set of cells. */
export interface Patch {
  rev: number;
  rows?: Row[];
  cells?: [changes: Record<number, Value>, ids: string[]][];
  gone?: string[];
}

export type Message =
  ({ op: 'snapshot' } & Snapshot) | ({ op: 'patch' } & Patch) | { op: 'rev'; rev: number };

/** What listeners receive. */
export interface Change {
  /** Whether rows were added or removed. */
  members: boolean;
  /** Positions of the cells that changed; null: any. */
  cells: Set<number> | null;
}

/** What this needs from a widget's model. */
interface Wire {
  get(name: '_snapshot'): Snapshot | undefined;
  on(event: 'msg:custom', callback: (message: Message) => void): void;
  send(message: object): void;
}

/** The rows of one table as last sent by the kernel, shared by all views of the model. */
export class Rows {
  rev = -1;
  byId = new Map<string, Row>();
  readonly listeners = new Set<(change: Change) => void>();

  constructor(private readonly _model: Wire) {
    this._take(_model.get('_snapshot') ?? { rev: -1, rows: [] });
    _model.on('msg:custom', message => this._receive(message));
    // Patches sent before this line are lost: the kernel replies if there were any.
    _model.send({ op: 'beat', rev: this.rev });
  }

  private _receive(message: Message): void {
    if (message.op === 'snapshot') {
      this._take(message);
      this._tell({ members: true, cells: null });
    } else if (message.op === 'patch' && message.rev === this.rev + 1) {
      this._apply(message);
    } else if (message.rev > this.rev) {
      this._model.send({ op: 'resync' }); // at least one patch was missed
    }
  }

  private _take(snapshot: Snapshot): void {
    this.rev = snapshot.rev;
    this.byId = new Map(snapshot.rows.map(row => [row[ID], row]));
  }

  private _apply({ rev, rows = [], cells = [], gone = [] }: Patch): void {
    this.rev = rev;
    for (const row of rows) {
      this.byId.set(row[ID], row);
    }
    const touched = new Set<number>();
    for (const [changes, ids] of cells) {
      const places = Object.keys(changes).map(Number);
      places.forEach(place => touched.add(place));
      for (const id of ids) {
        const row = this.byId.get(id);
        if (row) {
          Object.assign(row, changes);
          forget(row);
        }
      }
    }
    gone.forEach(id => this.byId.delete(id));
    this._tell({ members: rows.length > 0 || gone.length > 0, cells: touched });
  }

  private _tell(change: Change): void {
    this.listeners.forEach(listener => listener(change));
  }
}

/**
 * Whether a change can alter which rows are shown, or their order.
 *
 * @param columns positions of those that sort or filter
 * @param searched whether all of them are searched
 */
export function reorders(change: Change, columns: number[], searched: boolean): boolean {
  const { cells } = change;
  if (change.members || cells === null || searched) {
    return true;
  }
  return cells.has(GROUP) || columns.some(index => cells.has(FIRST + index));
}
