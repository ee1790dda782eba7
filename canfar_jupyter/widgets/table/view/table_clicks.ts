// The pointer in the grid: a click on a row opens it, a click on its box checks it, a button acts.
import { copyText } from '../../kit/elements/clipboard';
import { targetOf } from '../../kit/elements/element';
import type { TableView } from './table_view';
import { COPIED, NO_CLIPBOARD } from './words';

/** Id of the row that an event is about. */
export function rowOf(event: Event): string | undefined {
  return targetOf(event)?.closest<HTMLElement>('.cj-row')?.dataset.id;
}

export function onClick(table: TableView, event: MouseEvent): void {
  const id = rowOf(event);
  const at = id === undefined ? -1 : table.at(id);
  const target = targetOf(event);
  if (id === undefined || at < 0 || !target || target.closest('.cj-more')) {
    return;
  }
  const control = target.closest<HTMLElement>('[data-action], [data-copy]');
  if (control?.dataset.action) {
    table.act(id, control.dataset.action);
  } else if (control?.dataset.copy) {
    void copied(table, control, control.dataset.copy);
  } else if (target.closest('.cj-check-cell')) {
    table.pick(at, { toggle: true, range: event.shiftKey });
  } else if (event.ctrlKey || event.metaKey || event.shiftKey) {
    table.pick(at, { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey });
  } else if (event.detail > 1) {
    table.opened.open(id, true);
  } else {
    table.click(at, id);
  }
}

/** A right click opens the row's menu. */
export function onContextMenu(table: TableView, event: MouseEvent): void {
  const id = rowOf(event);
  if (id === undefined || isMarked(targetOf(event))) {
    return; // marked text has the browser's own menu
  }
  event.preventDefault();
  table.openMenu(id, new DOMRect(event.clientX, event.clientY, 0, 0));
}

async function copied(table: TableView, from: Element, text: string): Promise<void> {
  const done = await copyText(text);
  table.tell(done ? COPIED : NO_CLIPBOARD, from);
}

function isMarked(node: Element | null): boolean {
  const marked = getSelection();
  return node !== null && marked?.isCollapsed === false && marked.containsNode(node, true);
}
