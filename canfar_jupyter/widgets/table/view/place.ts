// Where one was in a table: kept by the browser, so that a reload or a new kernel changes nothing.
import { keep, recall } from '../../kit/elements/recall';
import type { Filter } from './filters';
import type { Group, Query } from './query';

const LATER_MS = 300; // scrolling is kept when it has come to rest

interface Kept {
  group?: string;
  text?: string;
  filters?: [key: string, text: string | null, values: string[]][];
  sort?: [key: string, direction: number][];
  current?: string;
  top?: number;
}

/** Search, chip, filters, sort, scroll and the open row of a table. */
export class Place {
  /** Id of the row that was open; "": none. */
  readonly current: string;
  private _top: number; // px still to be scrolled to
  private _later: ReturnType<typeof setTimeout> | undefined;

  /** Let the query be as it was left. */
  constructor(
    private readonly _name: string,
    private readonly _query: Query,
    groups: Pick<Group, 'key'>[]
  ) {
    const kept = recall(_name);
    const { group, text, filters, sort, current, top }: Kept =
      typeof kept === 'object' && kept !== null ? kept : {};
    if (groups.some(({ key }) => key === group)) {
      _query.group = group ?? null;
    }
    _query.text = typeof text === 'string' ? text : '';
    for (const [key, words, values] of listed(filters)) {
      _query.filter(key, filterOf(words, values));
    }
    _query.sortAs(listed(sort).map(([key, direction]) => ({ key, direction })));
    this.current = typeof current === 'string' ? current : '';
    this._top = typeof top === 'number' ? top : 0;
  }

  /** Keep how the table is now. */
  keep(current: string, top: number): void {
    clearTimeout(this._later);
    const { group, text, filters } = this._query;
    keep(this._name, {
      group: group ?? undefined,
      text,
      filters: [...filters].map(([key, filter]) => [
        key,
        filter.text ?? null,
        [...(filter.values ?? [])]
      ]),
      sort: this._query.sortedBy(),
      current,
      top: this._top || top
    });
  }

  /** Keep it when nothing has moved for a moment. */
  keepSoon(current: string, top: () => number): void {
    if (this._name !== '') {
      clearTimeout(this._later);
      this._later = setTimeout(() => this.keep(current, top()), LATER_MS);
    }
  }

  /** Forget where it was scrolled to: other rows are shown now. */
  toTop(): void {
    this._top = 0;
  }

  /** Scroll to where it was left, once it has rows and a height. */
  scroll(scroller: HTMLElement): void {
    if (this._top > 0 && scroller.clientHeight > 0) {
      scroller.scrollTop = this._top;
      this._top = 0;
    }
  }
}

function listed<Item>(items: Item[] | undefined): Item[] {
  return Array.isArray(items) ? items.filter(item => Array.isArray(item)) : [];
}

function filterOf(text: string | null, values: string[]): Filter | null {
  if (typeof text === 'string') {
    return { text };
  }
  return Array.isArray(values) && values.length ? { values: new Set(values) } : null;
}
