// Which rows are selected after a click or a key: pure, by id, so that it survives sorting.

export interface Selection {
  selected: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | null;
}

/** With Ctrl, with Shift. */
export interface How {
  toggle?: boolean;
  range?: boolean;
}

/** @param ids as shown */
export function choose(
  ids: string[],
  { selected, anchor }: Selection,
  index: number,
  { toggle = false, range = false }: How = {}
): Selection {
  const id = ids[index];
  if (id === undefined) {
    return { selected, anchor };
  }
  const from = anchor === null ? -1 : ids.indexOf(anchor);
  if (range && from >= 0) {
    const among = ids.slice(Math.min(from, index), Math.max(from, index) + 1);
    return { selected: new Set([...(toggle ? selected : []), ...among]), anchor };
  }
  if (toggle) {
    const next = new Set(selected);
    if (!next.delete(id)) {
      next.add(id);
    }
    return { selected: next, anchor: id };
  }
  const alone = selected.size === 1 && selected.has(id);
  return { selected: new Set(alone ? [] : [id]), anchor: id };
}
