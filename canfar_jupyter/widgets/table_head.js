// The row of titles: click to sort, drag to move, drag an edge to change a width; all by keys, too.
import { filterMenu } from "./filter_menu.js";

const DRAG = 6; // px from which a press on a title is a drag

export class Head {
  // on: {sort(index, add), filter(key), change(key, filter), rows(), leave()}
  constructor(scroller, columns, actions, on) {
    this.columns = columns;
    this.actions = actions;
    this.on = on;
    this.el = document.createElement("div");
    this.el.className = "cj-row cj-head";
    this.el.setAttribute("role", "row");
    this.el.setAttribute("aria-rowindex", "1");
    this.el.addEventListener("keydown", (event) => this.walk(event));
    this.el.addEventListener("focusin", (event) => this.enter(event.target));
    const group = document.createElement("div");
    group.className = "cj-head-group";
    group.setAttribute("role", "rowgroup");
    group.append(this.el);
    scroller.append(group);
  }

  draw() {
    const focused = document.activeElement?.closest?.(".cj-head .cj-cell")?.dataset.key;
    const ours = this.el.contains(document.activeElement);
    const cells = this.columns.shown().map(({ column, index }) => this.cell(column, index));
    if (this.actions.length) {
      const cell = document.createElement("div");
      cell.className = "cj-cell cj-actions";
      cell.setAttribute("role", "columnheader");
      cell.textContent = "Actions";
      cells.push(cell);
    }
    this.el.replaceChildren(...cells);
    const again = cells.find((c) => c.dataset.key === focused) ?? cells[0];
    this.enter(again.firstChild);
    if (ours) again.firstChild.focus();
  }

  // One stop for the Tab key; within the head Left and Right go on, Down goes to the rows.
  enter(stop) {
    for (const button of this.el.querySelectorAll("button")) {
      button.tabIndex = button === stop ? 0 : -1;
    }
  }

  walk(event) {
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const stops = [...this.el.querySelectorAll("button")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "ArrowDown") this.on.leave();
    else if (step) stops[stops.indexOf(event.target) + step]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  cell(column, index) {
    const cell = document.createElement("div");
    cell.className = `cj-cell cj-kind-${column.kind}`;
    cell.setAttribute("role", "columnheader");
    cell.dataset.key = column.key;
    const title = document.createElement("button");
    title.type = "button";
    title.className = "cj-title";
    const words = document.createElement("span");
    words.textContent = column.title;
    title.append(words);
    title.title =
      "Click to sort, Shift+click to sort by it too. Drag, or Ctrl+Shift+arrows, to move. " +
      "Shift+arrows change the width.";
    title.addEventListener("click", (event) => this.on.sort(index, event.shiftKey));
    title.addEventListener("keydown", (event) => this.key(event, column.key, index, cell));
    this.drag(title, cell, column.key);
    const filter = document.createElement("button");
    filter.type = "button";
    filter.className = "cj-funnel";
    filter.setAttribute("aria-label", `Filter ${column.title}`);
    filter.title = `Filter ${column.title}`;
    filterMenu(filter, column, index, this.on);
    cell.append(title, filter, this.edge(column.key, cell));
    return cell;
  }

  key(event, key, index, cell) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.shiftKey && event.key === "Enter") this.on.sort(index, true);
    else if (step && event.shiftKey && event.ctrlKey) this.columns.move(key, step);
    else if (step && event.shiftKey) {
      this.columns.nudge(key, cell.getBoundingClientRect().width, step);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Drag a title: where it is dropped its column goes.
  drag(title, cell, key) {
    title.addEventListener("pointerdown", (down) => {
      if (down.button !== 0) return;
      let steps = null; // null: no drag yet
      title.setPointerCapture(down.pointerId); // now: a fast drag leaves the title at once
      const move = (event) => {
        if (steps === null && Math.abs(event.clientX - down.clientX) < DRAG) return;
        steps = this.steps(cell, event.clientX);
      };
      const end = (event) => {
        title.removeEventListener("pointermove", move);
        title.removeEventListener("pointerup", end);
        title.removeEventListener("pointercancel", end);
        this.mark(null);
        if (steps === null) return;
        title.addEventListener("click", swallow, { capture: true, once: true });
        setTimeout(() => title.removeEventListener("click", swallow, true)); // if none comes
        if (event.type === "pointerup") this.columns.move(key, steps);
      };
      title.addEventListener("pointermove", move);
      title.addEventListener("pointerup", end);
      title.addEventListener("pointercancel", end);
    });
  }

  // How many columns further the pointer is; marks the place.
  steps(cell, x) {
    const cells = [...this.el.childNodes].filter((other) => other.dataset.key);
    const from = cells.indexOf(cell);
    const over = cells.filter((other) => other.getBoundingClientRect().left <= x).length - 1;
    const to = Math.max(0, over);
    this.mark(to === from ? null : cells[to], to > from);
    return to - from;
  }

  mark(cell, after) {
    for (const other of this.el.childNodes) other.classList.remove("cj-before", "cj-after");
    cell?.classList.add(after ? "cj-after" : "cj-before");
  }

  // An edge to drag.
  edge(key, cell) {
    const edge = document.createElement("span");
    edge.className = "cj-edge";
    edge.setAttribute("aria-hidden", "true"); // for pointers; keys work on the title
    edge.title = "Drag to change the width; double-click to reset it";
    edge.addEventListener("pointerdown", (down) => {
      down.preventDefault();
      const start = cell.getBoundingClientRect().width;
      edge.setPointerCapture(down.pointerId);
      edge.onpointermove = (move) => this.columns.set(key, start + move.clientX - down.clientX);
      edge.onpointerup = () => {
        if (edge.onpointermove) this.columns.save(false);
        edge.onpointermove = null;
      };
    });
    edge.addEventListener("dblclick", () => {
      this.columns.widths.delete(key);
      this.columns.save(false);
    });
    return edge;
  }

  // sort: [{index, direction}]; filters: Map key -> filter
  show(sort, filters) {
    this.columns.shown().forEach(({ column, index }, place) => {
      const cell = this.el.childNodes[place];
      const at = sort.findIndex((key) => key.index === index);
      const sorted = at < 0 ? "none" : sort[at].direction > 0 ? "ascending" : "descending";
      cell.setAttribute("aria-sort", sorted);
      const [title, funnel] = cell.childNodes;
      const number = at >= 0 && sort.length > 1 ? String(at + 1) : "";
      title.dataset.order = number;
      if (number) title.setAttribute("aria-label", `${column.title}, sort key ${number}`);
      else title.removeAttribute("aria-label");
      funnel.classList.toggle("cj-on", filters.has(column.key));
      funnel.setAttribute("aria-pressed", String(filters.has(column.key)));
    });
  }
}

function swallow(event) {
  event.stopImmediatePropagation();
  event.preventDefault();
}
