import { ID, type Row } from './cells';
import type { Model } from './model';
import { type How, choose } from './selection';

/** Which rows are selected, which one is in the tab order, and which is to be scrolled to. */
export class Chosen {
  /** Id of the row in the tab order. */
  active: string | null = null;
  private _selected: ReadonlySet<string>;
  private _anchor: string | null = null; // id where a range of selected rows begins
  private _wanted: string | null = null; // id of the row to bring into view

  constructor(private readonly _model: Model) {
    this._selected = new Set(_model.get('selection'));
  }

  get selected(): ReadonlySet<string> {
    return this._selected;
  }

  select(selected: Iterable<string>): void {
    this._selected = new Set(selected);
    this._model.set('selection', [...this._selected]);
    this._model.save_changes();
  }

  /** The selected ones of these rows; all of them if there are none. */
  among(shown: Row[]): Row[] {
    const chosen = shown.filter(row => this._selected.has(row[ID]));
    return chosen.length ? chosen : shown;
  }

  /** @param at position of a clicked row among those shown */
  pick(shown: Row[], at: number, how: How): void {
    const ids = shown.map(row => row[ID]);
    const before = { selected: this._selected, anchor: this._anchor };
    const { selected, anchor } = choose(ids, before, at, how);
    this._anchor = anchor;
    this.active = ids[at] ?? this.active;
    this.select(selected);
  }

  beginRange(): void {
    this._anchor ??= this.active;
  }

  endRange(): void {
    this._anchor = null;
  }

  /** Take the kernel's selection and scroll to its first row; false: already selected. */
  take(): boolean {
    const told = this._model.get('selection');
    if (told.length === this._selected.size && told.every(id => this._selected.has(id))) {
      return false;
    }
    this._selected = new Set(told);
    this._wanted = told[0] ?? null;
    return true;
  }

  /**
   * Rows that are not shown are deselected: no action applies to a row the user cannot see.
   *
   * @param there whether the table has a row, shown or not
   */
  keep(shown: Row[], there: (id: string) => boolean): void {
    const ids = new Set(shown.map(row => row[ID]));
    if (this.active === null || !ids.has(this.active)) {
      this.active = shown[0]?.[ID] ?? null;
    }
    const coming = (id: string): boolean => id === this._wanted && !there(id);
    const kept = [...this._selected].filter(id => ids.has(id) || coming(id));
    if (kept.length !== this._selected.size) {
      this.select(kept);
    }
  }

  /** The row to scroll to, once; it may be named before the row itself arrives. */
  takeWanted(there: (id: string) => boolean): string | null {
    const wanted = this._wanted;
    if (wanted === null || !there(wanted)) {
      return null;
    }
    this._wanted = null;
    return wanted;
  }
}
