import { element } from './element';

/** The sentence shown when there is nothing; announced when it changes. */
export class EmptyState {
  readonly node = element('div', 'cj-empty', '', { role: 'status' });

  /** Show a sentence; "": hide it. */
  say(text: string): void {
    this.node.textContent = text;
    this.node.hidden = text === '';
  }
}
