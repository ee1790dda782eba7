// The rows in view, as DOM: only those on the screen (and a few more) exist.
import { BLOCKED, FIRST, ID, inWords } from "./cells.js";

export const ROW = 34; // px; the style sheet has the same height
const SPARE = 4; // rows kept above and below

export class Body {
  constructor(scroller, columns, actions, name) {
    this.scroller = scroller;
    this.columns = columns; // which are shown: see columns.js
    this.actions = actions;
    this.name = name; // index of the cell that names the row
    this.pool = new Map(); // id -> element
    this.space = document.createElement("div");
    this.space.className = "cj-space";
    this.space.setAttribute("role", "rowgroup");
    scroller.append(this.space);
  }

  // Columns came, went or moved: no cell is where it was.
  clear() {
    for (const el of this.pool.values()) el.remove();
    this.pool.clear();
  }

  // Draw `rows[first..last]`; selected: Set of ids; active: id in the tab order.
  paint(rows, headHeight, selected, active) {
    const top = this.scroller.scrollTop;
    const height = this.scroller.clientHeight - headHeight;
    this.shown = this.columns.shown();
    this.scroller.classList.toggle("cj-over", this.columns.least > this.scroller.clientWidth);
    const first = Math.max(0, Math.floor(top / ROW) - SPARE);
    const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + SPARE);
    const shown = new Set();
    for (let k = first; k < last; k++) shown.add(rows[k][ID]);
    for (const [id, el] of this.pool) {
      if (!shown.has(id)) {
        el.remove();
        this.pool.delete(id);
      }
    }
    // The keyboard must find a way in also when the active row was scrolled away.
    const entry = shown.has(active) ? active : rows[Math.min(first + SPARE, last - 1)]?.[ID];
    const now = Date.now() / 1000;
    for (let k = first; k < last; k++) {
      const row = rows[k];
      let el = this.pool.get(row[ID]);
      if (!el) {
        el = this.make(row[ID]);
        this.pool.set(row[ID], el);
      }
      const at = this.space.childNodes[k - first];
      if (at !== el) this.space.insertBefore(el, at ?? null);
      el.style.transform = `translateY(${k * ROW}px)`;
      el.setAttribute("aria-rowindex", String(k + 2));
      el.setAttribute("aria-selected", String(selected.has(row[ID])));
      el.tabIndex = row[ID] === entry ? 0 : -1;
      this.fill(el, row, now);
    }
  }

  make(id) {
    const el = document.createElement("div");
    el.className = "cj-row";
    el.setAttribute("role", "row");
    el.dataset.id = id;
    for (const { column } of this.shown) {
      const cell = document.createElement("div");
      cell.className = `cj-cell cj-kind-${column.kind}`;
      cell.setAttribute("role", "gridcell");
      el.append(cell);
    }
    if (this.actions.length) el.append(this.makeActions());
    return el;
  }

  makeActions() {
    const cell = document.createElement("div");
    cell.className = "cj-cell cj-actions";
    cell.setAttribute("role", "gridcell");
    for (const action of this.actions) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `cj-button cj-small cj-tone-${action.tone}`;
      button.dataset.action = action.key;
      button.textContent = action.label;
      button.tabIndex = -1;
      cell.append(button);
    }
    return cell;
  }

  fill(el, row, now) {
    this.shown.forEach(({ column, index }, place) => {
      const cell = el.childNodes[place];
      const value = row[FIRST + index];
      const text = inWords(column.kind, value, now);
      const key = column.kind === "badge" ? `${text}\n${value?.[1]}\n${value?.[2]}` : text;
      if (cell.cjKey === key) return;
      const changed = cell.cjKey !== undefined;
      cell.cjKey = key;
      cell.title = text;
      if (column.kind === "badge") cell.replaceChildren(...badge(value, changed));
      else cell.textContent = text;
    });
    if (this.actions.length) this.fillActions(el.lastChild, row);
  }

  fillActions(cell, row) {
    const name = row[FIRST + this.name];
    const blocked = row[BLOCKED] ?? {};
    for (const button of cell.childNodes) {
      const state = blocked[button.dataset.action]; // null: this row has no such button
      const why = state ?? "";
      button.hidden = state === null;
      button.setAttribute("aria-label", `${button.textContent} ${name}`);
      // Not `disabled`: the reason must be reachable by keyboard and pointer.
      button.setAttribute("aria-disabled", String(why !== ""));
      button.title = why;
    }
  }
}

function badge(value, changed) {
  if (!value || !value[0]) return [];
  const [text, tone, busy, detail] = value;
  const chip = document.createElement("span");
  chip.className = `cj-badge cj-tone-${tone}`;
  chip.classList.toggle("cj-busy", Boolean(busy));
  chip.classList.toggle("cj-changed", changed);
  chip.textContent = text;
  if (!detail) return [chip];
  const rest = document.createElement("span");
  rest.className = "cj-badge-detail";
  rest.textContent = detail;
  return [chip, rest];
}
