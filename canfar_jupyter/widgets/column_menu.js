// The menu "Columns": which are shown, in which order; all of it by keyboard, too.
import { opener } from "./popover.js";

function small(text, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cj-button cj-small cj-icon";
  button.textContent = text;
  button.setAttribute("aria-label", label);
  button.title = label;
  return button;
}

export function columnMenu(button, columns) {
  opener(button, "Columns", (panel) => {
    const list = document.createElement("ul");
    list.className = "cj-menu";
    const reset = document.createElement("button");
    reset.type = "button";
    reset.className = "cj-button cj-small";
    reset.textContent = "Reset columns";
    reset.addEventListener("click", () => {
      columns.reset();
      draw();
    });
    const draw = () => list.replaceChildren(...items(columns, draw));
    draw();
    panel.append(list, reset);
  });
}

function items(columns, draw) {
  const all = columns.all();
  return all.map(({ column }, at) => {
    const item = document.createElement("li");
    const name = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = !columns.hidden.has(column.key);
    box.disabled = box.checked && columns.shown().length === 1; // one must stay
    box.setAttribute("aria-label", `Show ${column.title}`);
    box.addEventListener("change", () => {
      columns.show(column.key, box.checked);
      redraw(draw, item, 0);
    });
    name.append(box, " ", column.title);
    const moves = [-1, 1].map((step, which) => {
      const words = step < 0 ? "left" : "right";
      const button = small(step < 0 ? "\u2190" : "\u2192", `Move ${column.title} ${words}`);
      const shown = columns.shown();
      const end = step < 0 ? shown[0] : shown[shown.length - 1];
      button.disabled = !box.checked || end.column.key === column.key;
      button.addEventListener("click", () => {
        columns.move(column.key, step);
        redraw(draw, item, which + 1);
      });
      return button;
    });
    item.dataset.key = column.key;
    item.append(name, ...moves);
    return item;
  });
}

// What had the focus has it again, wherever its column went.
function redraw(draw, item, which) {
  const list = item.parentElement;
  draw();
  const now = [...list.childNodes].find((other) => other.dataset.key === item.dataset.key);
  const controls = [...now.querySelectorAll("input, button")];
  (controls[which].disabled ? controls.find((c) => !c.disabled) : controls[which])?.focus();
}
