import { element } from './element';

/** A state in a word or two, with a dot in its tone. */
export function pill(
  text: string,
  tone: string,
  { busy = false, changed = false } = {}
): HTMLSpanElement {
  const made = element('span', `cj-badge cj-tone-${tone}`, text);
  made.classList.toggle('cj-busy', busy);
  made.classList.toggle('cj-changed', changed);
  return made;
}
