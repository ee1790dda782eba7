// Which rows are selected after a click or a key: pure, by id, so that it survives sorting.

// ids: as shown. anchor: where a range begins. Returns {selected, anchor}.
export function choose(ids, selected, anchor, index, { toggle = false, range = false } = {}) {
  const id = ids[index];
  const from = ids.indexOf(anchor);
  if (range && from >= 0) {
    const [low, high] = from < index ? [from, index] : [index, from];
    const kept = toggle ? selected : [];
    return { selected: new Set([...kept, ...ids.slice(low, high + 1)]), anchor };
  }
  if (toggle) {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    return { selected: next, anchor: id };
  }
  const alone = selected.size === 1 && selected.has(id);
  return { selected: new Set(alone ? [] : [id]), anchor: id };
}
