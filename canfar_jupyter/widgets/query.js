// Which rows are shown and in which order: the open group, the search, the filters, the sort.
import { GROUP, folded, matches } from "./cells.js";
import { passes } from "./filters.js";
import { ordered, resorted } from "./order.js";

export class Query {
  // sort: [{key, direction}]
  constructor(columns, groups, sort) {
    this.columns = columns;
    this.groups = groups;
    this.text = "";
    this.filters = new Map(); // key of a column -> its filter
    this.group = null; // key of the open tab; null: the user has chosen none yet
    const index = (key) => columns.findIndex((column) => column.key === key);
    this.sort = sort
      .map(({ key, direction }) => ({ index: index(key), direction }))
      .filter((key) => key.index >= 0);
  }

  get filtered() {
    return this.text !== "" || this.filters.size > 0;
  }

  // Indexes of the columns whose cells decide what is shown.
  indexes() {
    const filtering = this.columns.flatMap((c, index) => (this.filters.has(c.key) ? [index] : []));
    return [...this.sort.map((key) => key.index), ...filtering];
  }

  sortBy(index, add) {
    this.sort = resorted(this.sort, index, add);
  }

  filter(key, filter) {
    if (filter) this.filters.set(key, filter);
    else this.filters.delete(key);
  }

  clear() {
    this.text = "";
    this.filters.clear();
  }

  // rows: all of them. Returns {view, total: of the group, counts: by group, group}.
  run(rows) {
    const counts = new Map();
    for (const row of rows) counts.set(row[GROUP], (counts.get(row[GROUP]) ?? 0) + 1);
    const group = this.group ?? this.firstGroup(counts);
    const mine = this.inGroup(rows, group);
    const found = this.filtered ? mine.filter(this.test()) : mine;
    const view = ordered(found, this.sort, this.columns);
    return { view, total: mine.length, counts, group };
  }

  inGroup(rows, group) {
    return this.groups.length ? rows.filter((row) => row[GROUP] === group) : rows;
  }

  test() {
    const words = this.text.split(/\s+/).map(folded).filter(Boolean);
    const pass = passes(this.columns, this.filters, Date.now() / 1000);
    return (row) => pass(row) && (!words.length || matches(row, words, this.columns));
  }

  firstGroup(counts) {
    return (this.groups.find((g) => counts.get(g.key)) ?? this.groups[0])?.key ?? "";
  }

  // The sentence when the filters leave nothing: where else there is something.
  nothing(rows, group) {
    const test = this.test();
    const found = this.groups
      .filter((g) => g.key !== group)
      .map((g) => [g.title, rows.filter((row) => row[GROUP] === g.key && test(row)).length])
      .filter(([, number]) => number);
    const what = this.filters.size ? "the filters" : `“${this.text}”`;
    const elsewhere = found.map(([title, number]) => `${number} under ${title}`).join(", ");
    return `Nothing here matches ${what}.${elsewhere ? ` ${elsewhere}.` : ""}`;
  }
}
