import type { AnyModel } from '@anywidget/types';
import type { Column } from './cells';
import type { Arrangement } from './columns';
import type { Group } from './query';
import type { Snapshot } from './rows';

/** What can be done to a row, as described by Python; see row_format.py. */
export interface Action {
  key: string;
  label: string;
  tone: 'plain' | 'primary' | 'danger';
  /** Whether it is also offered for several selected rows at once. */
  many: boolean;
}

/** A table, as described by Python; see table.py. */
export interface Traits {
  _snapshot: Snapshot;
  selection: string[];
  /** Id of the row that is open; "": none. */
  current: string;
  /** Whether a click opens a row. */
  opens: boolean;
  /** Name under which the browser keeps the place (see place.ts); "": it does not. */
  place: string;
  label: string;
  columns: Column[];
  actions: Action[];
  actions_width: number;
  groups: Group[];
  sort: { key: string; direction: number }[];
  arrangement: Arrangement;
  max_rows: number;
  /** The sentence when there are no rows. */
  empty: string;
  /** The sentence shown instead of that now. */
  notice: string;
}

export type Model = AnyModel<Traits>;
