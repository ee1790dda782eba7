// The filter of one column, opened from its title.
import { HINTS, NOTHING, choices, filterKind, isFilter } from "./filters.js";
import { opener } from "./popover.js";

const MOST_OFFERED = 200; // values offered

// on: {filter(key) -> the one of now, change(key, filter or null), rows() -> those it is about}
export function filterMenu(button, column, index, on) {
  opener(button, `Filter ${column.title}`, (panel, close) => {
    if (filterKind(column) === "choice") offer(panel, column, index, on);
    else ask(panel, column, on, close);
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "cj-button cj-small";
    clear.textContent = "Clear";
    clear.addEventListener("click", () => {
      on.change(column.key, null);
      close();
    });
    panel.append(clear);
  });
}

function ask(panel, column, on, close) {
  const numeric = filterKind(column) === "number";
  const label = document.createElement("label");
  label.className = "cj-label";
  label.append(numeric ? column.title : `${column.title} contains`);
  const input = document.createElement("input");
  input.type = "text";
  input.className = "cj-input";
  input.value = on.filter(column.key)?.text ?? "";
  label.append(input);
  const note = document.createElement("div");
  note.className = "cj-count";
  note.setAttribute("role", "status");
  note.id = `cj-filter-${Math.random().toString(36).slice(2)}`;
  const hint = numeric ? `like ${HINTS[column.kind]}` : "";
  note.textContent = hint;
  input.setAttribute("aria-describedby", note.id);
  input.addEventListener("input", () => {
    const text = input.value.trim();
    const good = text === "" || isFilter(column, text);
    input.setAttribute("aria-invalid", String(!good));
    note.textContent = good ? hint : `Write it ${hint}.`;
    if (good) on.change(column.key, text ? { text } : null);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // else it would press the button that has the focus then
    close();
  });
  panel.append(label, note);
}

function offer(panel, column, index, on) {
  const now = on.filter(column.key)?.values;
  const found = new Map(choices(column, index, on.rows()));
  for (const value of now ?? []) if (!found.has(value)) found.set(value, 0); // chosen before
  const group = document.createElement("div");
  group.className = "cj-menu";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", `Show only these of ${column.title}`);
  const chosen = new Set(now);
  for (const [value, count] of [...found].slice(0, MOST_OFFERED)) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = chosen.has(value);
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(value);
      else chosen.delete(value);
      on.change(column.key, chosen.size ? { values: new Set(chosen) } : null);
    });
    const number = document.createElement("span");
    number.className = "cj-count";
    number.textContent = new Intl.NumberFormat().format(count);
    label.append(box, " ", value, " ", number);
    group.append(label);
  }
  if (!found.size) group.append(NOTHING);
  panel.append(group);
}
