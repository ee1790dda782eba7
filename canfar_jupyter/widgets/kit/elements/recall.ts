// What the browser keeps for one project, so that a reload or a new kernel changes nothing.

const PREFIX = 'canfar-jupyter:';
const LARGEST = 20_000; // characters

/** Read what is kept under a name; undefined: nothing, or nothing usable. */
export function recall(name: string): unknown {
  try {
    return name === '' ? undefined : JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    return undefined; // no storage here, or damaged
  }
}

/** Keep something under a name; without a name, or without storage, nothing happens. */
export function keep(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  if (name === '' || text.length > LARGEST) {
    return;
  }
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // no storage here, or full
  }
}
