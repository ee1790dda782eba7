import type { AnyModel } from '@anywidget/types';
import type { Column } from './cells';
import type { Arrangement } from './columns';
import type { Group } from './query';
import type { Snapshot } from './rows';

/** A button on each row, as Python describes it; see row_format.py. */
export interface Action {
  key: string;
  label: string;
  tone: 'plain' | 'primary' | 'danger';
  /** Whether it is offered for several selected rows at once, too. */
  many: boolean;
}

/** What Python tells of a table; see table.py. */
export interface Traits {
  _snapshot: Snapshot;
  selection: string[];
  label: string;
  columns: Column[];
  actions: Action[];
  actions_width: number;
  groups: Group[];
  sort: { key: string; direction: number }[];
  arrangement: Arrangement;
  max_rows: number;
  /** What is said when there is nothing. */
  empty: string;
  /** What is said instead of that now. */
  notice: string;
}

export type Model = AnyModel<Traits>;
