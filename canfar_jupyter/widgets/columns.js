// Widths of the columns: a fraction of the room until the user drags an edge.
const NARROWEST = 48;
const STEP = 16;

export class Columns {
  constructor(columns, actionsWidth, scroller) {
    this.columns = columns;
    this.actionsWidth = actionsWidth;
    this.scroller = scroller;
    this.widths = new Map(); // key -> px, set by the user
    this.lay();
  }

  lay() {
    const least = (c) => this.widths.get(c.key) ?? c.width;
    const tracks = this.columns.map((c) =>
      this.widths.has(c.key) ? `${least(c)}px` : `minmax(${c.width}px, ${c.grow}fr)`,
    );
    // When every width is set by hand something must still take the room that is left.
    if (this.widths.size === this.columns.length) tracks.push("1fr");
    if (this.actionsWidth) tracks.push(`${this.actionsWidth}px`);
    const sum = this.columns.reduce((total, c) => total + least(c), this.actionsWidth);
    this.scroller.style.setProperty("--cj-columns", tracks.join(" "));
    this.scroller.style.setProperty("--cj-columns-min", `${sum}px`);
    this.scroller.classList.toggle("cj-columns-fixed", this.widths.size === this.columns.length);
  }

  set(key, px) {
    this.widths.set(key, Math.max(NARROWEST, Math.round(px)));
    this.lay();
  }

  // An edge to drag.
  handle(column, cell) {
    const edge = document.createElement("span");
    edge.className = "cj-edge";
    edge.setAttribute("aria-hidden", "true"); // for pointers; keys work on the title
    edge.title = "Drag to change the width; double-click to reset it";
    edge.addEventListener("pointerdown", (down) => {
      down.preventDefault();
      const start = cell.getBoundingClientRect().width;
      edge.setPointerCapture(down.pointerId);
      edge.onpointermove = (move) => this.set(column.key, start + move.clientX - down.clientX);
      edge.onpointerup = () => {
        edge.onpointermove = null;
      };
    });
    edge.addEventListener("dblclick", () => {
      this.widths.delete(column.key);
      this.lay();
    });
    return edge;
  }

  nudge(column, cell, direction) {
    this.set(column.key, cell.getBoundingClientRect().width + direction * STEP);
  }
}
