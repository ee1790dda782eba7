import type { Column, Row } from './cells';
import { areCards, besideIn } from './row_shape';
import { shared, widest, wishOf } from './widths';

const CHECK = 36; // px, for the check box
const NARROWEST = 48; // px
const STEP = 16; // px, by a key

/** The user's arrangement of the columns; anything left out has its default. */
export interface Arrangement {
  order?: string[];
  hidden?: string[];
  /** px by key. */
  widths?: Record<string, number>;
  /** Rows of one line. */
  compact?: boolean;
}

/** A column with its position in the rows. */
export interface Placed {
  column: Column;
  index: number;
}

/** Which columns are shown, in which order, how wide. */
export class Columns {
  hidden = new Set<string>();
  widths = new Map<string, number>();
  compact = false;
  /** Minimum width that shows all of them, px. */
  least = 0;
  private _order: string[] = [];
  private _room = 0; // px; 0: not known yet
  private _dropped = new Set<string>(); // keys for which there is no room
  private readonly _wishes = new Map<string, number>(); // px that show all text, by key

  /** @param _changed called with the arrangement, and whether others are shown now */
  constructor(
    private readonly _columns: Column[],
    private readonly _actionsWidth: number,
    readonly scroller: HTMLElement,
    private readonly _changed: (arrangement: Arrangement, redraw: boolean) => void
  ) {
    this.take({});
  }

  /** Show an arrangement; columns it does not know keep their default position. */
  take({ order = [], hidden, widths = {}, compact = false }: Arrangement): void {
    this.hidden = new Set(hidden ?? this._rare());
    this.widths = new Map(Object.entries(widths));
    this._takeCompact(compact);
    const keys = this._keys();
    const known = order.filter(key => keys.includes(key));
    this._order = known.length ? [...known] : keys;
    keys.forEach((key, at) => {
      if (!this._order.includes(key)) {
        this._order.splice(at, 0, key);
      }
    });
    this._lay();
  }

  arrangement(): Arrangement {
    const keys = this._keys();
    const order = this._order.every((key, at) => key === keys[at]) ? [] : [...this._order];
    const rare = this._rare();
    const usual = rare.length === this.hidden.size && rare.every(key => this.hidden.has(key));
    if (!order.length && usual && !this.widths.size && !this.compact) {
      return {};
    }
    const now = { order, hidden: [...this.hidden], widths: Object.fromEntries(this.widths) };
    return this.compact ? { ...now, compact: true } : now;
  }

  private _rare(): string[] {
    return this._columns.filter(({ rare }) => rare).map(({ key }) => key);
  }

  /** All of them, in display order. */
  all(): Placed[] {
    const places = new Map(this._columns.map((column, index) => [column.key, { column, index }]));
    return this._order.flatMap(key => places.get(key) ?? []);
  }

  /** Those that the user wants to see. */
  wanted(): Placed[] {
    return this.all().filter(({ column }) => !this.hidden.has(column.key));
  }

  /** Those of them for which there is room. */
  shown(): Placed[] {
    return this.wanted().filter(({ column }) => !this._dropped.has(column.key));
  }

  /** Whether a column that the user wants to see has no room now. */
  isDropped(key: string): boolean {
    return this._dropped.has(key) && !this.hidden.has(key);
  }

  /**
   * Note how wide the texts of rows are.
   *
   * @param places positions of the columns that changed; null: any
   */
  measure(rows: Map<string, Row>, places: ReadonlySet<number> | null): void {
    let wider = false;
    for (const [index, { key, kind }] of this._columns.entries()) {
      if (places !== null && !places.has(index)) {
        continue;
      }
      // A column that was wide stays so: the others do not jump with each change.
      const before = this._wishes.get(key) ?? 0;
      const px = widest(kind, index, rows.values(), this.compact);
      if (px > before) {
        this._wishes.set(key, px);
        wider = true;
      }
    }
    if (wider) {
      this._lay();
    }
  }

  /**
   * Fit the columns into a width.
   *
   * @param room px
   * @returns whether others are shown now, or in another way
   */
  fit(room: number): boolean {
    if (room === this._room) {
      return false;
    }
    const before = this._key();
    this._room = room;
    this._lay();
    return before !== this._key();
  }

  get room(): number {
    return this._room;
  }

  private _key(): string {
    const cards = areCards(this._room) ? `cards ${besideIn(this._room)}` : '';
    return [cards, ...this._dropped].join(' ');
  }

  /** The least important columns go first, of equal ones the last; the row's name stays. */
  private _drop(): void {
    this._dropped = new Set();
    if (this._room === 0 || areCards(this._room)) {
      return;
    }
    const name = this._columns[0]?.key;
    const going = this.wanted()
      .map(({ column }, at) => ({ ...column, at }))
      .filter(({ key }) => key !== name)
      .sort((a, b) => (a.keep ?? 0) - (b.keep ?? 0) || b.at - a.at);
    for (const { key } of going) {
      const least = this.shown().reduce((sum, { column }) => sum + column.width, this._around);
      if (least <= this._room) {
        return;
      }
      this._dropped.add(key);
    }
  }

  /** px of what is not a column. */
  private get _around(): number {
    return CHECK + this._actionsWidth;
  }

  set(key: string, px: number): void {
    this.widths.set(key, Math.max(NARROWEST, Math.round(px)));
    this._lay();
  }

  save(redraw: boolean): void {
    this._lay();
    this._changed(this.arrangement(), redraw);
  }

  nudge(key: string, width: number, direction: number): void {
    this.set(key, width + direction * STEP);
    this.save(false);
  }

  /** Reset its width to the default. */
  unset(key: string): void {
    this.widths.delete(key);
    this.save(false);
  }

  /** Move a column by a number of shown columns. */
  move(key: string, steps: number): void {
    const shown = this.shown().map(({ column }) => column.key);
    const from = shown.indexOf(key);
    const to = Math.max(0, Math.min(shown.length - 1, from + steps));
    const neighbour = shown[to];
    if (from < 0 || to === from || neighbour === undefined) {
      return;
    }
    this._order = this._order.filter(other => other !== key);
    this._order.splice(this._order.indexOf(neighbour) + (to > from ? 1 : 0), 0, key);
    this.save(true);
  }

  show(key: string, yes: boolean): void {
    if (yes) {
      this.hidden.delete(key);
    } else if (this.wanted().length > 1) {
      this.hidden.add(key);
    }
    this.save(true);
  }

  setCompact(yes: boolean): void {
    this._takeCompact(yes);
    this.save(true);
  }

  private _takeCompact(yes: boolean): void {
    if (yes !== this.compact) {
      this.compact = yes;
      this._wishes.clear(); // the same text has another width now
    }
  }

  reset(): void {
    this.take({});
    this.save(true);
  }

  private _keys(): string[] {
    return this._columns.map(column => column.key);
  }

  private _lay(): void {
    this._drop();
    const shown = this.shown().map(({ column }) => column);
    const tracks = [`${CHECK}px`, ...this._tracks(shown)];
    // When every width is set manually, something must still take the remaining width.
    const fixed = shown.every(({ key }) => this.widths.has(key));
    if (fixed) {
      tracks.push('1fr');
    }
    if (this._actionsWidth) {
      tracks.push(`${this._actionsWidth}px`);
    }
    const widths = shown.map(({ key, width }) => this.widths.get(key) ?? width);
    this.least = widths.reduce((sum, width) => sum + width, this._around);
    this.scroller.style.setProperty('--cj-columns', tracks.join(' '));
    this.scroller.style.setProperty('--cj-columns-min', `${this.least}px`);
    this.scroller.classList.toggle('cj-columns-fixed', fixed);
  }

  private _tracks(shown: Column[]): string[] {
    const free = shown.filter(({ key }) => !this.widths.has(key));
    const set = [...this.widths].filter(([key]) => shown.some(column => column.key === key));
    const room = set.reduce((left, [, px]) => left - px, this._room - this._around);
    const shares = shared(
      free.map(column => ({
        least: column.width,
        grow: column.grow,
        wish: wishOf(column, this._wishes.get(column.key) ?? 0)
      })),
      room
    );
    return shown.map(column => {
      const px = this.widths.get(column.key);
      if (px !== undefined) {
        return `${px}px`;
      }
      const share = shares[free.indexOf(column)] ?? column.width;
      return this._room === 0
        ? `minmax(${column.width}px, ${column.grow}fr)`
        : `minmax(${share}px, ${share}fr)`;
    });
  }
}
