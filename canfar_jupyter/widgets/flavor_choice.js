// The flavors as a table of radio buttons: keys and screen readers work as with any of those.
let made = 0;

const COLUMNS = [
  ["name", "Name"],
  ["cores", "Cores"],
  ["memory", "Memory"],
  ["disk", "Disk"],
  ["scratch", "Scratch"],
];

function head() {
  const row = document.createElement("tr");
  for (const [, title] of COLUMNS) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = title;
    row.append(cell);
  }
  const group = document.createElement("thead");
  group.append(row);
  return group;
}

function line(group, id) {
  const row = document.createElement("tr");
  const radio = document.createElement("input");
  radio.type = "radio";
  radio.name = group;
  radio.value = id;
  const cells = COLUMNS.map(() => document.createElement("td"));
  const name = document.createElement("span");
  const reason = document.createElement("span");
  reason.className = "cj-flavor-reason";
  const label = document.createElement("label");
  label.append(radio, name);
  cells[0].append(label, reason);
  row.append(...cells);
  return { row, radio, name, reason, cells, shown: "" };
}

function fill(parts, flavor) {
  const wanted = JSON.stringify(flavor);
  if (parts.shown === wanted) return;
  parts.shown = wanted;
  parts.name.textContent = flavor.name;
  parts.radio.setAttribute("aria-label", flavor.name);
  parts.reason.textContent = flavor.reason;
  parts.row.classList.toggle("cj-unfit", !flavor.fits);
  COLUMNS.slice(1).forEach(([key], at) => {
    parts.cells[at + 1].textContent = flavor[key];
  });
}

export default {
  render({ model, el }) {
    made += 1;
    const group = `cj-flavor-${made}-${Math.random().toString(36).slice(2)}`;
    const label = document.createElement("div");
    label.className = "cj-label";
    label.id = `${group}-label`;
    label.textContent = "Flavor";
    const box = document.createElement("div");
    box.className = "cj-flavors";
    box.setAttribute("role", "radiogroup");
    box.setAttribute("aria-labelledby", label.id);
    const table = document.createElement("table");
    table.setAttribute("role", "presentation");
    const body = document.createElement("tbody");
    table.append(head(), body);
    box.append(table);
    const words = document.createElement("div");
    words.className = "cj-advice cj-flavor-words";
    el.append(label, box, words);
    const lines = new Map();
    const choose = () => {
      const value = model.get("value");
      for (const [id, parts] of lines) {
        parts.radio.checked = id === value;
        parts.row.classList.toggle("cj-chosen", id === value);
      }
      const row = model.get("rows").find((flavor) => flavor.id === value);
      words.textContent = row ? row.words : "";
    };
    const draw = () => {
      const rows = model.get("rows");
      const there = new Set(rows.map((flavor) => flavor.id));
      for (const [id, parts] of lines) {
        if (there.has(id)) continue;
        parts.row.remove();
        lines.delete(id);
      }
      rows.forEach((flavor, at) => {
        if (!lines.has(flavor.id)) lines.set(flavor.id, line(group, flavor.id));
        const parts = lines.get(flavor.id);
        fill(parts, flavor);
        if (body.children[at] !== parts.row) body.insertBefore(parts.row, body.children[at] ?? null);
      });
      choose();
    };
    body.addEventListener("change", (event) => {
      model.set("value", event.target.value);
      model.save_changes();
    });
    body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (event.target.closest("label")) return;
      row?.querySelector("input").click();
    });
    model.on("change:rows", draw);
    model.on("change:value", choose);
    draw();
  },
};
