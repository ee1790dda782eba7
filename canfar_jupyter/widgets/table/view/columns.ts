import type { Column } from './cells';

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

  /** @param _changed called with the arrangement, and whether others are shown now */
  constructor(
    private readonly _columns: Column[],
    private readonly _actionsWidth: number,
    private readonly _scroller: HTMLElement,
    private readonly _changed: (arrangement: Arrangement, redraw: boolean) => void
  ) {
    this.take({});
  }

  /** Show an arrangement; columns it does not know keep their default position. */
  take({ order = [], hidden = [], widths = {}, compact = false }: Arrangement): void {
    this.hidden = new Set(hidden);
    this.widths = new Map(Object.entries(widths));
    this.compact = compact;
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
    if (!order.length && !this.hidden.size && !this.widths.size && !this.compact) {
      return {};
    }
    const now = { order, hidden: [...this.hidden], widths: Object.fromEntries(this.widths) };
    return this.compact ? { ...now, compact: true } : now;
  }

  /** All of them, in display order. */
  all(): Placed[] {
    const places = new Map(this._columns.map((column, index) => [column.key, { column, index }]));
    return this._order.flatMap(key => places.get(key) ?? []);
  }

  shown(): Placed[] {
    return this.all().filter(({ column }) => !this.hidden.has(column.key));
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
    } else if (this.shown().length > 1) {
      this.hidden.add(key);
    }
    this.save(true);
  }

  setCompact(yes: boolean): void {
    this.compact = yes;
    this.save(true);
  }

  reset(): void {
    this.take({});
    this.save(true);
  }

  private _keys(): string[] {
    return this._columns.map(column => column.key);
  }

  private _lay(): void {
    const shown = this.shown().map(({ column }) => column);
    const tracks = [`${CHECK}px`];
    tracks.push(
      ...shown.map(({ key, width, grow }) => {
        const set = this.widths.get(key);
        return set === undefined ? `minmax(${width}px, ${grow}fr)` : `${set}px`;
      })
    );
    // When every width is set manually, something must still take the remaining width.
    const fixed = shown.every(({ key }) => this.widths.has(key));
    if (fixed) {
      tracks.push('1fr');
    }
    if (this._actionsWidth) {
      tracks.push(`${this._actionsWidth}px`);
    }
    const widths = shown.map(({ key, width }) => this.widths.get(key) ?? width);
    this.least = widths.reduce((sum, width) => sum + width, this._actionsWidth + CHECK);
    this._scroller.style.setProperty('--cj-columns', tracks.join(' '));
    this._scroller.style.setProperty('--cj-columns-min', `${this.least}px`);
    this._scroller.classList.toggle('cj-columns-fixed', fixed);
  }
}
