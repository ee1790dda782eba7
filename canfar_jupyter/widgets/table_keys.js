// The keyboard in the grid: rows by arrows, the buttons of a row by Left, Right and Enter.
import { ID } from "./cells.js";
import { ROW } from "./table_body.js";

export function onKey(view, event) {
  if (event.target.closest(".cj-head")) return;
  const at = view.view.findIndex((row) => row[ID] === view.active);
  if (at < 0) return;
  if (moved(view, event, at) || inRow(view, event, at) || selecting(view, event, at)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function moved(view, event, at) {
  const page = Math.max(1, Math.floor(view.scroller.clientHeight / ROW) - 2);
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -at, End: Infinity };
  if (!(event.key in moves)) return false;
  const to = Math.max(0, Math.min(view.view.length - 1, at + moves[event.key]));
  if (event.shiftKey) {
    view.anchor ??= view.active;
    view.pick(to, { range: true });
  } else view.anchor = null; // the next range begins where one goes now
  view.goTo(to, true);
  return true;
}

function inRow(view, event) {
  const onButton = Boolean(event.target.dataset.action);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? (event.key === "Enter" ? 1 : 0);
  if (event.key === "Escape" && onButton) view.focusRow();
  else if (!step || (event.key === "Enter" && onButton)) return false; // Enter presses a button
  else {
    const row = view.body.pool.get(view.active);
    const stops = [row, ...row.querySelectorAll("button")];
    stops[stops.indexOf(event.target) + step]?.focus();
  }
  return true;
}

function selecting(view, event, at) {
  const onButton = Boolean(event.target.dataset.action);
  if (event.key === " " && !onButton) view.pick(at, { toggle: true });
  else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
    view.select(new Set(view.view.map((row) => row[ID])));
    view.paint();
  } else if (event.key === "Escape" && view.selected.size) {
    view.select(new Set());
    view.paint();
  } else if (event.key === "c" && (event.ctrlKey || event.metaKey)) {
    if (String(getSelection())) return false; // text was marked: that is what is wanted
    view.copy();
  } else return false;
  return true;
}
