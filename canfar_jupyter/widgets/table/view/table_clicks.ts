// The pointer in the grid: a click on a row selects it, a click on a button acts.
import { targetOf } from '../../kit/elements/element';
import type { TableView } from './table_view';

/** Id of the row that an event is about. */
export function rowOf(event: Event): string | undefined {
  return targetOf(event)?.closest<HTMLElement>('.cj-row')?.dataset.id;
}

export function onClick(table: TableView, event: MouseEvent): void {
  const id = rowOf(event);
  const at = id === undefined ? -1 : table.at(id);
  if (id === undefined || at < 0) {
    return;
  }
  const target = targetOf(event);
  const action = target instanceof HTMLElement ? target.dataset.action : undefined;
  if (action) {
    table.act(id, action);
  } else {
    table.pick(at, { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey });
  }
}
