import { element } from './element';

/** The sentence in place of what is not there; it is heard when it changes. */
export class EmptyState {
  readonly node = element('div', 'cj-empty', '', { role: 'status' });

  /** Show a sentence; "": there is something. */
  say(text: string): void {
    this.node.textContent = text;
    this.node.hidden = text === '';
  }
}
