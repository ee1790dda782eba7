// What the bar and the head of a table do to it.
import type { Chosen } from './chosen';
import type { Row } from './cells';
import type { Query } from './query';
import type { BarActs } from './table_bar';
import type { HeadActs } from './table_head';
import type { TableView } from './table_view';

export function barActs(table: TableView, query: Query, chosen: Chosen): BarActs {
  return {
    group: key => {
      query.group = key;
      table.narrowed();
    },
    filter: text => {
      query.text = text.trim();
      table.narrowed();
    },
    bulk: action => table.send(action, [...chosen.selected]),
    clear: () => {
      query.clear();
      table.narrowed();
    },
    leave: () => table.enterRows(),
    selectNone: () => table.selectNone(),
    copy: () => void table.copy(),
    save: () => table.save()
  };
}

/** @param rows those of the open group */
export function headActs(table: TableView, query: Query, rows: () => Row[]): HeadActs {
  return {
    sort: (index, add) => {
      query.sortBy(index, add);
      table.sorted();
    },
    filter: key => query.filters.get(key),
    change: (key, filter) => {
      query.filter(key, filter);
      table.narrowed();
    },
    rows,
    leave: () => table.goTo(0, true),
    selectAll: yes => (yes ? table.selectAll() : table.selectNone())
  };
}
