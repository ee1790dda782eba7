/** Text without marks that reverse what follows: a name would turn the address behind it around. */
export function plain(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Create an element from text: nothing from the cloud ever becomes HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  text?: string | null,
  attributes: Record<string, string> = {}
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined && text !== null) {
    made.textContent = plain(text);
  }
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}

const LONGEST = 600; // characters of a tooltip: one as large as the page says nothing

/** Give an element a tooltip, or none if there is nothing to say. */
export function tooltip(node: HTMLElement, text: string | null | undefined): void {
  if (text) {
    node.title = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  } else {
    node.removeAttribute('title');
  }
}

/** An id that is unique in the page, whichever bundle created it. */
export function uniqueId(noun: string): string {
  return `cj-${noun}-${Math.random().toString(36).slice(2)}`;
}

/** The label above a control. */
export function labelled(text: string, control: HTMLElement): HTMLLabelElement {
  const label = element('label', 'cj-label');
  label.append(element('span', '', text), control);
  return label;
}

/** A checkbox. */
export function checkbox(checked = false): HTMLInputElement {
  const box = element('input', '', undefined, { type: 'checkbox' });
  box.checked = checked;
  return box;
}

/** What was clicked, focused or typed into. */
export function targetOf(event: Event): Element | null {
  return event.target instanceof Element ? event.target : null;
}

/** -1, 1 or 0: where Left and Right move from one control to its neighbour. */
export function sideways(event: KeyboardEvent): -1 | 0 | 1 {
  return event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
}
