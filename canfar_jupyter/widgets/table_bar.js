// What stands above the grid: tabs of groups, the filter, how many, and what can be done with it.
import { columnMenu } from "./column_menu.js";

const TOLD_MS = 4000;
const BULK_LABELS = new Intl.NumberFormat();

export class Bar {
  // on: {group(key), filter(text), bulk(action), clear(), copy(), save()}
  constructor(el, model, columns, on) {
    this.model = model;
    this.on = on;
    this.tabs = document.createElement("div");
    this.tabs.className = "cj-tabs";
    this.tabs.setAttribute("role", "tablist");
    this.tabs.setAttribute("aria-label", model.get("label"));
    this.tabs.addEventListener("keydown", (event) => this.moveTab(event));
    this.input = document.createElement("input");
    this.input.type = "search";
    this.input.className = "cj-input cj-filter";
    this.input.placeholder = "Filter";
    this.input.setAttribute("aria-label", `Filter ${model.get("label")}`);
    this.input.addEventListener("input", () => on.filter(this.input.value));
    this.count = document.createElement("span");
    this.count.className = "cj-count";
    this.count.setAttribute("role", "status");
    this.bulk = document.createElement("span");
    this.bulk.className = "cj-bulk";
    const heading = document.createElement("h2");
    heading.className = "cj-heading";
    heading.textContent = model.get("label");
    this.tools = document.createElement("span");
    this.tools.className = "cj-tools";
    const right = document.createElement("div");
    right.className = "cj-bar-right";
    right.append(this.input, this.count, this.bulk, this.tools);
    const bar = document.createElement("div");
    bar.className = "cj-bar";
    bar.append(heading, this.tabs, right);
    el.append(bar);
    this.makeBulk();
    this.makeTools(columns);
  }

  makeTools(columns) {
    const tool = (label, title, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "cj-button cj-small";
      button.textContent = label;
      button.title = title;
      if (act) button.addEventListener("click", act);
      this.tools.append(button);
      return button;
    };
    this.clear = tool("Clear filters", "Show all rows again", () => {
      this.input.value = "";
      this.on.clear();
    });
    columnMenu(tool("Columns", "Show, hide and move columns"), columns);
    this.copy = tool("Copy", "", this.on.copy);
    this.save = tool("CSV", "", this.on.save);
  }

  // Say what was just done, where the count is.
  tell(text) {
    clearTimeout(this.telling);
    this.told = text;
    this.count.textContent = text;
    this.telling = setTimeout(() => {
      this.told = "";
      this.count.textContent = this.counted;
    }, TOLD_MS);
  }

  makeBulk() {
    for (const action of this.model.get("actions").filter((a) => a.many)) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `cj-button cj-tone-${action.tone}`;
      button.dataset.action = action.key;
      button.dataset.label = action.label;
      button.addEventListener("click", () => this.on.bulk(action.key));
      this.bulk.append(button);
    }
  }

  // counts: group -> rows; shown/total: rows in view and in the group; selected: how many
  update({ counts, group, shown, total, selected, filtered }) {
    this.drawTabs(counts, group);
    const n = BULK_LABELS.format;
    this.counted = filtered ? `${n(shown)} of ${n(total)}` : "";
    if (!this.told) this.count.textContent = this.counted;
    const empty = total === 0 && !filtered;
    this.input.hidden = empty;
    this.tools.hidden = empty;
    this.clear.hidden = !filtered;
    const which = selected ? `the ${n(selected)} selected` : `all ${n(shown)}`;
    this.copy.title = `Copy ${which} rows, to paste into a spreadsheet (Ctrl+C)`;
    this.save.title = `Download ${which} rows as a CSV file`;
    for (const button of this.bulk.childNodes) {
      button.hidden = selected < 2;
      button.textContent = `${button.dataset.label} ${n(selected)} selected`;
    }
  }

  drawTabs(counts, group) {
    const groups = this.model.get("groups").filter((g) => g.always || counts.get(g.key));
    this.tabs.hidden = groups.length === 0;
    const have = new Map([...this.tabs.childNodes].map((tab) => [tab.dataset.key, tab]));
    for (const [key, tab] of have) if (!groups.some((g) => g.key === key)) tab.remove();
    groups.forEach((g, at) => {
      let tab = have.get(g.key);
      if (!tab) {
        tab = document.createElement("button");
        tab.type = "button";
        tab.className = "cj-tab";
        tab.dataset.key = g.key;
        tab.setAttribute("role", "tab");
        const count = document.createElement("span");
        count.className = "cj-tab-count";
        tab.append(g.title, " ", count);
        tab.addEventListener("click", () => this.on.group(g.key));
      }
      if (this.tabs.childNodes[at] !== tab) {
        this.tabs.insertBefore(tab, this.tabs.childNodes[at] ?? null);
      }
      tab.lastChild.textContent = BULK_LABELS.format(counts.get(g.key) ?? 0);
      tab.setAttribute("aria-selected", String(g.key === group));
      tab.tabIndex = g.key === group ? 0 : -1;
    });
  }

  moveTab(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...this.tabs.childNodes];
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
    event.preventDefault();
    event.stopPropagation();
  }
}
