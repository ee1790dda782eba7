// A table of the cloud's things: virtual scroll, live rows, an ARIA grid.
import { ID } from "./cells.js";
import { choose } from "./selection.js";
import { heartbeat } from "./heartbeat.js";
import { Rows, reorders } from "./rows.js";
import { Columns } from "./columns.js";
import { Query } from "./query.js";
import { asCsv, asTsv } from "./export.js";
import { copyText, saveText } from "./hand_over.js";
import { Bar } from "./table_bar.js";
import { Head } from "./table_head.js";
import { Body, ROW } from "./table_body.js";
import { onKey } from "./table_keys.js";

const FEWEST = 3; // rows of height an almost empty table keeps
const AGES_MS = 30000; // how often ages are written anew

class TableView {
  constructor(model, el, rows) {
    this.model = model;
    this.rows = rows;
    this.query = new Query(model.get("columns"), model.get("groups"), model.get("sort"));
    this.view = []; // rows as shown
    this.active = null; // id of the row in the tab order
    this.anchor = null; // id where a range of selected rows begins
    this.selected = new Set(model.get("selection"));
    this.wanted = null; // id of the row to bring into view
    this.build(el);
    this.arrange();
  }

  build(el) {
    el.classList.add("cj-table");
    this.scroller = document.createElement("div");
    this.scroller.className = "cj-grid";
    this.scroller.setAttribute("role", "grid");
    this.scroller.setAttribute("aria-label", this.model.get("label"));
    this.scroller.setAttribute("aria-multiselectable", "true");
    const all = this.model.get("columns");
    const save = (arrangement, redraw) => this.saveArrangement(arrangement, redraw);
    this.columns = new Columns(all, this.model.get("actions_width"), this.scroller, save);
    this.bar = new Bar(el, this.model, this.columns, {
      group: (key) => this.openGroup(key),
      filter: (text) => this.setFilter(text),
      bulk: (action) => this.act(action, [...this.selected]),
      clear: () => this.clearFilters(),
      copy: () => this.copy(),
      save: () => this.save(),
    });
    const actions = this.model.get("actions");
    this.head = new Head(this.scroller, this.columns, actions, {
      sort: (index, add) => this.sortBy(index, add),
      filter: (key) => this.query.filters.get(key),
      change: (key, filter) => this.filterColumn(key, filter),
      rows: () => this.query.inGroup([...this.rows.byId.values()], this.group),
      leave: () => this.view.length && this.goTo(0, true),
    });
    this.body = new Body(this.scroller, this.columns, actions, 0);
    this.notice = document.createElement("div");
    this.notice.className = "cj-empty";
    this.notice.setAttribute("role", "status");
    el.append(this.scroller, this.notice);
    this.body.space.addEventListener("click", (event) => this.click(event));
    this.body.space.addEventListener("focusin", (event) => {
      this.active = event.target.closest(".cj-row").dataset.id;
    });
    this.scroller.addEventListener("keydown", (event) => onKey(this, event));
    this.scroller.addEventListener("scroll", () => this.schedule(false));
  }

  // Take the arrangement of the columns as the model has it.
  arrange() {
    this.columns.take(this.model.get("arrangement"));
    this.redraw();
  }

  redraw() {
    this.head.draw();
    this.body.clear();
    const actions = this.model.get("actions").length ? 1 : 0;
    this.scroller.setAttribute("aria-colcount", String(this.columns.shown().length + actions));
    this.rebuild();
  }

  saveArrangement(arrangement, redraw) {
    if (redraw) this.redraw();
    this.model.set("arrangement", arrangement);
    this.model.save_changes();
  }

  // The arrangement of the model changed: by another view of it, or by this one.
  onArrangement() {
    const told = JSON.stringify(this.model.get("arrangement"));
    if (told !== JSON.stringify(this.columns.arrangement())) this.arrange();
  }

  // What changed in the rows of the model.
  onRows(change) {
    this.schedule(reorders(change, this.query.indexes(), this.query.text !== ""));
  }

  // Draw at the next frame: once, whatever came in between.
  schedule(rebuild) {
    const waiting = this.due !== undefined;
    this.due = this.due || rebuild;
    if (waiting) return;
    const run = () => {
      const all = this.due;
      this.due = undefined;
      if (all) this.rebuild();
      else this.paint();
    };
    // A hidden page has no frames.
    if (document.visibilityState === "visible") requestAnimationFrame(run);
    else setTimeout(run, 100);
  }

  rebuild() {
    const rows = [...this.rows.byId.values()];
    Object.assign(this, this.query.run(rows)); // view, total, counts, group
    this.keepSelection();
    this.measure();
    this.paint();
    this.say(rows);
    this.reveal();
  }

  // What is not shown is not selected: nobody acts on a row he cannot see.
  keepSelection() {
    const ids = new Set(this.view.map((row) => row[ID]));
    if (!ids.has(this.active)) this.active = this.view[0]?.[ID] ?? null;
    const coming = (id) => id === this.wanted && !this.rows.byId.has(id);
    const kept = [...this.selected].filter((id) => ids.has(id) || coming(id));
    if (kept.length !== this.selected.size) this.select(new Set(kept));
  }

  measure() {
    this.body.space.style.height = `${this.view.length * ROW}px`;
    const rows = Math.min(Math.max(this.view.length, FEWEST), this.model.get("max_rows"));
    this.scroller.style.setProperty("--cj-rows", String(rows));
    this.scroller.setAttribute("aria-rowcount", String(this.view.length + 1));
    this.head.show(this.query.sort, this.query.filters);
  }

  paint() {
    this.body.paint(this.view, this.head.el.offsetHeight, this.selected, this.active);
    this.bar.update({
      counts: this.counts,
      group: this.group,
      shown: this.view.length,
      total: this.total,
      selected: this.selected.size,
      filtered: this.query.filtered,
    });
  }

  say(rows) {
    let text = "";
    if (this.view.length === 0 && this.query.filtered && this.total > 0) {
      text = this.query.nothing(rows, this.group);
    } else if (this.view.length === 0) {
      const group = this.model.get("groups").find((g) => g.key === this.group);
      text = this.model.get("notice") || group?.empty || this.model.get("empty");
    }
    this.notice.textContent = text;
    this.notice.hidden = text === "";
  }

  openGroup(key) {
    this.query.group = key;
    this.scroller.scrollTop = 0;
    this.rebuild();
  }

  setFilter(text) {
    this.query.text = text.trim();
    this.scroller.scrollTop = 0;
    this.schedule(true);
  }

  filterColumn(key, filter) {
    this.query.filter(key, filter);
    this.scroller.scrollTop = 0;
    this.schedule(true);
  }

  clearFilters() {
    this.query.clear();
    this.schedule(true);
  }

  sortBy(index, add) {
    this.query.sortBy(index, add);
    this.rebuild();
  }

  select(selected) {
    this.selected = selected;
    this.model.set("selection", [...selected]);
    this.model.save_changes();
  }

  // The kernel changed the selection: bring its first row into view.
  onSelection() {
    const told = this.model.get("selection");
    if (told.length === this.selected.size && told.every((id) => this.selected.has(id))) return;
    this.selected = new Set(told);
    this.wanted = told[0] ?? null;
    this.schedule(true);
  }

  // Bring the wanted row into view; the word of a new one may come before the row itself.
  reveal() {
    if (!this.rows.byId.has(this.wanted)) return;
    const at = this.view.findIndex((row) => row[ID] === this.wanted);
    this.wanted = null;
    if (at < 0) return;
    this.goTo(at, false);
    this.body.pool.get(this.active)?.scrollIntoView({ block: "nearest" });
  }

  // The selected rows as shown, or all that are shown.
  handed() {
    const chosen = this.view.filter((row) => this.selected.has(row[ID]));
    return chosen.length ? chosen : this.view;
  }

  async copy() {
    const rows = this.handed();
    const done = await copyText(asTsv(this.columns.shown(), rows));
    const words = rows.length === 1 ? "1 row" : `${rows.length} rows`;
    this.bar.tell(done ? `${words} copied` : "The browser does not allow copying here: use CSV.");
  }

  save() {
    const name = this.model.get("label").toLowerCase();
    saveText(`${name}.csv`, asCsv(this.columns.shown(), this.handed()));
  }

  act(action, ids) {
    this.model.send({ op: "act", action, ids });
  }

  click(event) {
    const el = event.target.closest(".cj-row");
    const at = el ? this.view.findIndex((row) => row[ID] === el.dataset.id) : -1;
    if (at < 0) return;
    this.active = el.dataset.id;
    const action = event.target.dataset.action;
    if (action) {
      this.paint();
      this.act(action, [el.dataset.id]);
    } else {
      this.pick(at, { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey });
    }
  }

  pick(at, how) {
    const ids = this.view.map((row) => row[ID]);
    const { selected, anchor } = choose(ids, this.selected, this.anchor, at, how);
    this.anchor = anchor;
    this.active = ids[at];
    this.select(selected);
    this.paint();
  }

  goTo(at, focus) {
    this.active = this.view[at][ID];
    const head = this.head.el.offsetHeight;
    const room = this.scroller.clientHeight - head;
    const y = at * ROW;
    if (y < this.scroller.scrollTop) this.scroller.scrollTop = y;
    else if (y + ROW > this.scroller.scrollTop + room) this.scroller.scrollTop = y + ROW - room;
    this.paint();
    if (focus) this.focusRow();
  }

  focusRow() {
    this.body.pool.get(this.active)?.focus({ preventScroll: true });
  }
}

export default () => {
  let rows; // one for each model: anywidget loads this module once for each
  return {
    initialize({ model }) {
      rows = new Rows(model);
    },
    render({ model, el }) {
      const view = new TableView(model, el, rows);
      const onRows = (change) => view.onRows(change);
      rows.listeners.add(onRows);
      model.on("change:selection", () => view.onSelection());
      model.on("change:arrangement", () => view.onArrangement());
      model.on("change:notice change:groups", () => view.schedule(true));
      const resized = new ResizeObserver(() => view.schedule(false));
      resized.observe(view.scroller);
      const ages = setInterval(() => view.schedule(false), AGES_MS);
      const stop = heartbeat(el, () => model.send({ op: "beat", rev: rows.rev }));
      return () => {
        rows.listeners.delete(onRows);
        resized.disconnect();
        clearInterval(ages);
        stop();
      };
    },
  };
};
