import { type Column, GROUP, type Row, folded, isIn, matches } from './cells';
import { type Filter, passes } from './filters';
import { type SortKey, ordered, resorted } from './order';
import { nothingMatches } from './words';

/** A choice of the filter, as described by Python; the one with the key "" has all rows. */
export interface Group {
  key: string;
  title: string;
  /** The sentence when it is empty. */
  empty: string;
  /** Whether it is shown even if empty. */
  always: boolean;
}

export interface Result {
  /** The rows to show. */
  view: Row[];
  /** Number of rows in the group. */
  total: number;
  /** Rows by group. */
  counts: Map<string, number>;
  group: string;
}

/** Which rows are shown, in which order: the open group, the search, the filters, the sort. */
export class Query {
  text = '';
  readonly filters = new Map<string, Filter>(); // by the key of a column
  /** The chosen group; null: the user has not chosen one yet. */
  group: string | null = null;
  sort: SortKey[];

  constructor(
    private readonly _columns: Pick<Column, 'key' | 'kind' | 'choice'>[],
    private readonly _groups: Pick<Group, 'key' | 'title'>[],
    sort: { key: string; direction: number }[]
  ) {
    this.sort = this._keys(sort);
  }

  /** Sort by columns; those that there are not are passed over, none changes nothing. */
  sortAs(sort: { key: string; direction: number }[]): void {
    const keys = this._keys(sort);
    this.sort = keys.length ? keys : this.sort;
  }

  /** The columns it is sorted by, with 1 or -1. */
  sortedBy(): [key: string, direction: number][] {
    return this.sort.map(({ index, direction }) => [this._columns[index]?.key ?? '', direction]);
  }

  get filtered(): boolean {
    return this.text !== '' || this.filters.size > 0;
  }

  /** Positions of the columns whose cells decide what is shown. */
  indexes(): number[] {
    const filtering = this._columns.flatMap((column, index) =>
      this.filters.has(column.key) ? [index] : []
    );
    return [...this.sort.map(key => key.index), ...filtering];
  }

  sortBy(index: number, add: boolean): void {
    this.sort = resorted(this.sort, index, add);
  }

  /** A column that there is not is passed over. */
  filter(key: string, filter: Filter | null): void {
    if (filter && this._columns.some(column => column.key === key)) {
      this.filters.set(key, filter);
    } else {
      this.filters.delete(key);
    }
  }

  clear(): void {
    this.text = '';
    this.filters.clear();
  }

  /** @param rows all of them */
  run(rows: Row[]): Result {
    const counts = new Map<string, number>();
    for (const row of rows) {
      for (const key of row[GROUP].split(' ')) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    counts.set('', rows.length);
    const group = this.group ?? this._firstGroup(counts);
    const mine = this.inGroup(rows, group);
    const found = this.filtered ? mine.filter(this._test()) : mine;
    return { view: ordered(found, this.sort, this._columns), total: mine.length, counts, group };
  }

  inGroup(rows: Row[], group: string): Row[] {
    return this._groups.length && group !== '' ? rows.filter(row => isIn(row, group)) : rows;
  }

  /** The sentence when nothing matches: which other groups have matches. */
  nothing(rows: Row[], group: string): string {
    const test = this._test();
    const elsewhere = this._groups
      .filter(({ key }) => key !== group)
      .map(({ key, title }): [string, number] => [
        title,
        rows.filter(row => isIn(row, key) && test(row)).length
      ])
      .filter(([, number]) => number > 0);
    return nothingMatches(this.filters.size ? '' : this.text, elsewhere);
  }

  private _keys(sort: { key: string; direction: number }[]): SortKey[] {
    return sort
      .map(({ key, direction }) => ({
        index: this._columns.findIndex(column => column.key === key),
        direction: direction < 0 ? -1 : 1
      }))
      .filter(key => key.index >= 0);
  }

  private _test(): (row: Row) => boolean {
    const words = this.text.split(/\s+/).map(folded).filter(Boolean);
    const pass = passes(this._columns, this.filters, Date.now() / 1000);
    return row => pass(row) && (!words.length || matches(row, words, this._columns));
  }

  private _firstGroup(counts: Map<string, number>): string {
    const first = this._groups.find(({ key }) => counts.get(key)) ?? this._groups[0];
    return first?.key ?? '';
  }
}
