// A table of the cloud's things: virtual scroll, live rows, an ARIA grid.
import { FIRST, GROUP, ID, compare, folded, matches } from "./cells.js";
import { choose } from "./selection.js";
import { heartbeat } from "./heartbeat.js";
import { Rows, reorders } from "./rows.js";
import { Columns } from "./columns.js";
import { Bar, countGroups } from "./table_bar.js";
import { Head } from "./table_head.js";
import { Body, ROW } from "./table_body.js";
import { onKey } from "./table_keys.js";

const FEWEST = 3; // rows of height an almost empty table keeps
const AGES_MS = 30000; // how often ages are written anew

class TableView {
  constructor(model, el, rows) {
    this.model = model;
    this.rows = rows;
    this.columns = model.get("columns");
    this.sort = { ...model.get("sort") };
    this.filter = "";
    this.group = null; // key of the open tab; null: the user has chosen none yet
    this.view = []; // rows as shown
    this.active = null; // id of the row in the tab order
    this.anchor = null; // id where a range of selected rows begins
    this.selected = new Set(model.get("selected"));
    this.build(el);
    this.rebuild();
  }

  build(el) {
    el.classList.add("cj-table");
    this.bar = new Bar(el, this.model, {
      group: (key) => this.openGroup(key),
      filter: (text) => this.setFilter(text),
      bulk: (action) => this.act(action, [...this.selected]),
    });
    this.scroller = document.createElement("div");
    this.scroller.className = "cj-grid";
    this.scroller.setAttribute("role", "grid");
    this.scroller.setAttribute("aria-label", this.model.get("label"));
    this.scroller.setAttribute("aria-multiselectable", "true");
    const actions = this.model.get("actions");
    this.scroller.setAttribute("aria-colcount", String(this.columns.length + (actions.length ? 1 : 0)));
    const layout = new Columns(this.columns, this.model.get("actions_width"), this.scroller);
    this.head = new Head(this.scroller, this.model, layout, (index) => this.sortBy(index));
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

  // What changed in the rows of the model.
  onRows(change) {
    this.schedule(reorders(change, this.sort.index, this.filter !== ""));
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
    const counts = countGroups(this.rows.byId.values());
    this.showGroup = this.group ?? this.firstGroup(counts);
    const words = this.filter.split(/\s+/).map(folded).filter(Boolean);
    const grouped = this.model.get("groups").length > 0;
    const view = [];
    let total = 0;
    for (const row of this.rows.byId.values()) {
      if (grouped && row[GROUP] !== this.showGroup) continue;
      total += 1;
      if (!words.length || matches(row, words, this.columns)) view.push(row);
    }
    const { index, direction } = this.sort;
    if (index >= 0) {
      const at = FIRST + index;
      const kind = this.columns[index].kind;
      view.sort((a, b) => compare(kind, a[at], b[at], direction) || (a[ID] < b[ID] ? -1 : 1));
    }
    this.view = view;
    this.total = total;
    this.counts = counts;
    this.keepSelection();
    this.measure();
    this.paint();
    this.say(words);
  }

  firstGroup(counts) {
    const groups = this.model.get("groups");
    return (groups.find((g) => counts.get(g.key)) ?? groups[0])?.key ?? "";
  }

  // What is not shown is not selected: nobody acts on a row he cannot see.
  keepSelection() {
    const ids = new Set(this.view.map((row) => row[ID]));
    if (!ids.has(this.active)) this.active = this.view[0]?.[ID] ?? null;
    const kept = [...this.selected].filter((id) => ids.has(id));
    if (kept.length !== this.selected.size) this.select(new Set(kept));
  }

  measure() {
    this.body.space.style.height = `${this.view.length * ROW}px`;
    const rows = Math.min(Math.max(this.view.length, FEWEST), this.model.get("max_rows"));
    this.scroller.style.setProperty("--cj-rows", String(rows));
    this.scroller.setAttribute("aria-rowcount", String(this.view.length + 1));
    this.head.showSort(this.sort);
  }

  paint() {
    this.body.paint(this.view, this.head.el.offsetHeight, this.selected, this.active);
    this.bar.update({
      counts: this.counts,
      group: this.showGroup,
      shown: this.view.length,
      total: this.total,
      selected: this.selected.size,
      filtered: this.filter !== "",
    });
  }

  say(words) {
    const elsewhere = this.model.get("groups").filter((g) => g.key !== this.showGroup);
    let text = "";
    if (this.view.length === 0 && this.filter && this.total > 0) {
      text = `Nothing here matches “${this.filter}”.`;
      const found = elsewhere
        .map((g) => [g.title, this.matchesIn(g.key, words)])
        .filter(([, n]) => n);
      if (found.length) text += ` ${found.map(([title, n]) => `${n} under ${title}`).join(", ")}.`;
    } else if (this.view.length === 0) {
      const group = this.model.get("groups").find((g) => g.key === this.showGroup);
      text = this.model.get("notice") || group?.empty || this.model.get("empty");
    }
    this.notice.textContent = text;
    this.notice.hidden = text === "";
  }

  matchesIn(group, words) {
    let n = 0;
    for (const row of this.rows.byId.values()) {
      if (row[GROUP] === group && matches(row, words, this.columns)) n += 1;
    }
    return n;
  }

  openGroup(key) {
    this.group = key;
    this.scroller.scrollTop = 0;
    this.rebuild();
  }

  setFilter(text) {
    this.filter = text.trim();
    this.scroller.scrollTop = 0;
    this.schedule(true);
  }

  sortBy(index) {
    const again = this.sort.index === index;
    this.sort = { index, direction: again ? -this.sort.direction : 1 };
    this.rebuild();
  }

  select(selected) {
    this.selected = selected;
    this.model.set("selected", [...selected]);
    this.model.save_changes();
  }

  // The kernel changed the selection: bring its first row into view.
  onSelected() {
    const told = this.model.get("selected");
    if (told.length === this.selected.size && told.every((id) => this.selected.has(id))) return;
    this.selected = new Set(told);
    const at = this.view.findIndex((row) => row[ID] === told[0]);
    if (at < 0) {
      this.paint();
      return;
    }
    this.goTo(at, false);
    this.body.pool.get(this.active)?.scrollIntoView({ block: "nearest" });
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
      model.on("change:selected", () => view.onSelected());
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
