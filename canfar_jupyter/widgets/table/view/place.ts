// Where one was in a table: kept by the browser, so that a reload or a new kernel changes nothing.
import { keep, recall } from '../../kit/elements/recall';
import type { Filter } from './filters';
import type { Query } from './query';
import type { SortKey } from './order';

interface Place {
  group?: string;
  text?: string;
  filters?: [string, Filter][];
  sort?: SortKey[];
}

/** Let the table be as it was left. */
export function restore(name: string, query: Query, groups: string[], columns: string[]): void {
  const kept = recall(name);
  if (typeof kept !== 'object' || kept === null) {
    return;
  }
  const { group, text, filters, sort }: Place = kept;
  if (typeof group === 'string' && groups.includes(group)) {
    query.group = group;
  }
  if (typeof text === 'string') {
    query.text = text;
  }
  for (const [key, filter] of Array.isArray(filters) ? filters : []) {
    if (columns.includes(key) && typeof filter === 'object') {
      query.filter(key, filter);
    }
  }
  const keys = (Array.isArray(sort) ? sort : []).filter(
    ({ index, direction }) => index in columns && Math.abs(direction) === 1
  );
  if (keys.length) {
    query.sort = keys;
  }
}

/** Keep how the table is now. */
export function keepPlace(name: string, { group, text, filters, sort }: Query): void {
  keep(name, { group: group ?? undefined, text, filters: [...filters], sort });
}
