// The rows of one table as the kernel last said, shared by all views of the model.
import { FIRST, GROUP, ID, forget } from "./cells.js";

export class Rows {
  constructor(model) {
    this.model = model;
    this.listeners = new Set();
    this.take(model.get("_snapshot") ?? { rev: -1, rows: [] });
    model.on("msg:custom", (message) => this.receive(message));
    // Patches sent before this line are lost: the kernel answers if there were any.
    model.send({ op: "beat", rev: this.rev });
  }

  receive(message) {
    if (message.op === "snapshot") {
      this.take(message);
      this.tell({ members: true, cells: null });
    } else if (message.op === "patch" && message.rev === this.rev + 1) {
      this.apply(message);
    } else if (["patch", "rev"].includes(message.op) && message.rev > this.rev) {
      this.model.send({ op: "resync" }); // at least one patch was missed
    }
  }

  take(snapshot) {
    this.rev = snapshot.rev;
    this.byId = new Map(snapshot.rows.map((row) => [row[ID], row]));
  }

  apply({ rev, rows = [], cells = [], gone = [] }) {
    this.rev = rev;
    for (const row of rows) this.byId.set(row[ID], row);
    const touched = new Set();
    for (const [changes, ids] of cells) {
      const places = Object.keys(changes).map(Number);
      for (const place of places) touched.add(place);
      for (const id of ids) {
        const row = this.byId.get(id);
        if (!row) continue;
        for (const place of places) row[place] = changes[place];
        forget(row);
      }
    }
    for (const id of gone) this.byId.delete(id);
    this.tell({ members: rows.length > 0 || gone.length > 0, cells: touched });
  }

  // change: {members: rows came or went, cells: indexes of changed cells or null for any}
  tell(change) {
    for (const listener of this.listeners) listener(change);
  }
}

// Say whether a change can alter which rows are shown, or their order.
// columns: indexes of those that sort or filter; searched: whether all of them are looked into.
export function reorders(change, columns, searched) {
  if (change.members || change.cells === null || searched) return true;
  return change.cells.has(GROUP) || columns.some((index) => change.cells.has(FIRST + index));
}
