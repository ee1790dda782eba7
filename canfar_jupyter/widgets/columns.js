// Which columns are shown, in which order, how wide: as the user likes them.
const NARROWEST = 48;
const STEP = 16;

export class Columns {
  // arrangement: {order, hidden, widths}; changed(arrangement, whether others are shown now).
  constructor(columns, actionsWidth, scroller, changed) {
    this.columns = columns;
    this.actionsWidth = actionsWidth;
    this.scroller = scroller;
    this.changed = changed;
    this.take({});
  }

  // Show an arrangement; columns it does not know stay where they come.
  take({ order = [], hidden = [], widths = {} }) {
    this.hidden = new Set(hidden);
    this.widths = new Map(Object.entries(widths)); // key -> px
    const keys = this.columns.map((c) => c.key);
    const known = order.filter((key) => keys.includes(key));
    this.order = known.length ? [...known] : keys;
    keys.forEach((key, at) => {
      if (!this.order.includes(key)) this.order.splice(at, 0, key);
    });
    this.lay();
  }

  arrangement() {
    const keys = this.columns.map((c) => c.key);
    const order = this.order.every((key, at) => key === keys[at]) ? [] : [...this.order];
    const arrangement = {
      order,
      hidden: [...this.hidden],
      widths: Object.fromEntries(this.widths),
    };
    const empty = !order.length && !this.hidden.size && !this.widths.size;
    return empty ? {} : arrangement;
  }

  // [{column, index: its place in the rows}] in the order of the screen.
  all() {
    const places = new Map(this.columns.map((column, index) => [column.key, { column, index }]));
    return this.order.map((key) => places.get(key));
  }

  shown() {
    return this.all().filter(({ column }) => !this.hidden.has(column.key));
  }

  lay() {
    const shown = this.shown().map(({ column }) => column);
    const least = (c) => this.widths.get(c.key) ?? c.width;
    const tracks = shown.map((c) =>
      this.widths.has(c.key) ? `${least(c)}px` : `minmax(${c.width}px, ${c.grow}fr)`,
    );
    // When every width is set by hand something must still take the room that is left.
    const fixed = shown.every((c) => this.widths.has(c.key));
    if (fixed) tracks.push("1fr");
    if (this.actionsWidth) tracks.push(`${this.actionsWidth}px`);
    const sum = shown.reduce((total, c) => total + least(c), this.actionsWidth);
    this.least = sum; // px, the narrowest that shows all of them
    this.scroller.style.setProperty("--cj-columns", tracks.join(" "));
    this.scroller.style.setProperty("--cj-columns-min", `${sum}px`);
    this.scroller.classList.toggle("cj-columns-fixed", fixed);
  }

  set(key, px) {
    this.widths.set(key, Math.max(NARROWEST, Math.round(px)));
    this.lay();
  }

  save(redraw) {
    this.lay();
    this.changed(this.arrangement(), redraw);
  }

  nudge(key, width, direction) {
    this.set(key, width + direction * STEP);
    this.save(false);
  }

  // Move a column by so many of those that are shown.
  move(key, steps) {
    const shown = this.shown().map(({ column }) => column.key);
    const from = shown.indexOf(key);
    const to = Math.max(0, Math.min(shown.length - 1, from + steps));
    if (from < 0 || to === from) return;
    const neighbour = shown[to];
    this.order = this.order.filter((other) => other !== key);
    this.order.splice(this.order.indexOf(neighbour) + (to > from ? 1 : 0), 0, key);
    this.save(true);
  }

  show(key, yes) {
    if (yes) this.hidden.delete(key);
    else if (this.shown().length > 1) this.hidden.add(key);
    this.save(true);
  }

  reset() {
    this.take({});
    this.save(true);
  }
}
