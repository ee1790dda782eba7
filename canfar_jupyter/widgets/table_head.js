// The row of titles: click to sort, drag an edge (or Shift+arrows) to change a width.

export class Head {
  constructor(scroller, model, columns, onSort) {
    this.columns = columns;
    this.el = document.createElement("div");
    this.el.className = "cj-row cj-head";
    this.el.setAttribute("role", "row");
    this.el.setAttribute("aria-rowindex", "1");
    model.get("columns").forEach((column, index) => {
      this.el.append(this.title(column, () => onSort(index)));
    });
    if (model.get("actions").length) {
      const cell = document.createElement("div");
      cell.className = "cj-cell cj-actions";
      cell.setAttribute("role", "columnheader");
      cell.textContent = "Actions";
      this.el.append(cell);
    }
    const group = document.createElement("div");
    group.className = "cj-head-group";
    group.setAttribute("role", "rowgroup");
    group.append(this.el);
    scroller.append(group);
  }

  title(column, onClick) {
    const cell = document.createElement("div");
    cell.className = `cj-cell cj-kind-${column.kind}`;
    cell.setAttribute("role", "columnheader");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cj-title";
    button.textContent = column.title;
    button.addEventListener("click", onClick);
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || !event.shiftKey) return;
      this.columns.nudge(column, cell, step);
      event.preventDefault();
      event.stopPropagation();
    });
    cell.append(button, this.columns.handle(column, cell));
    return cell;
  }

  showSort(sort) {
    [...this.el.childNodes].forEach((cell, index) => {
      const sorted = sort.direction > 0 ? "ascending" : "descending";
      cell.setAttribute("aria-sort", index === sort.index ? sorted : "none");
    });
  }
}
