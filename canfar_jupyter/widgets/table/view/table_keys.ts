// The keyboard in the grid: rows by arrows, the controls of a row by Left and Right, Enter opens.
import { sideways, targetOf } from '../../kit/elements/element';
import type { TableView } from './table_view';

export function onKey(table: TableView, event: KeyboardEvent): void {
  const target = targetOf(event);
  const at = table.activeAt();
  if (!target || target.closest('.cj-head') || at < 0) {
    return;
  }
  const taken =
    moved(table, event, at) || inRow(table, event, target) || selecting(table, event, target, at);
  if (taken) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function moved(table: TableView, event: KeyboardEvent, at: number): boolean {
  const page = Math.max(1, Math.floor(table.scroller.clientHeight / table.rowHeight) - 2);
  const moves: Partial<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -at,
    End: Infinity
  };
  const by = moves[event.key];
  if (by === undefined) {
    return false;
  }
  const to = Math.max(0, Math.min(table.shown.length - 1, at + by));
  if (event.shiftKey) {
    table.chosen.beginRange();
    table.pick(to, { range: true });
  } else {
    table.chosen.endRange(); // the next range begins where one goes now
  }
  table.goTo(to, true);
  table.opened.follow();
  return true;
}

function onControl(target: Element): boolean {
  return target.closest('button, input, a') !== null;
}

function inRow(table: TableView, event: KeyboardEvent, target: Element): boolean {
  const row = table.activeRow();
  if (event.key === 'Escape' && onControl(target)) {
    table.focusRow();
    return true;
  }
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    table.openMenu(table.chosen.active);
    return true;
  }
  if (event.key === 'Enter' && !onControl(target)) {
    table.enter();
    return true;
  }
  const step = sideways(event);
  if (!step || !row) {
    return false; // Enter presses a control
  }
  const controls = row.querySelectorAll<HTMLElement>('button, input');
  const stops = [row, ...[...controls].filter(one => !one.hidden)];
  stops[stops.findIndex(stop => stop === target) + step]?.focus();
  return true;
}

function selecting(table: TableView, event: KeyboardEvent, target: Element, at: number): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (event.key === ' ' && !onControl(target)) {
    table.pick(at, { toggle: true });
  } else if (event.key === 'a' && command) {
    table.selectAll();
  } else if (event.key === 'Escape' && table.chosen.selected.size) {
    table.selectNone();
  } else if (event.key === 'c' && command) {
    if (String(getSelection() ?? '')) {
      return false; // text was marked: that is what is wanted
    }
    void table.copy();
  } else {
    return false;
  }
  return true;
}
