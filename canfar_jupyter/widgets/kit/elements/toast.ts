import { element } from './element';
import { iconButton } from './icon_button';

/** Something that happened, in sentences. */
export interface Happening {
  tone: string;
  text: string;
  hint: string;
  /** Details for support; collapsed. */
  details: string;
}

/** A box that says what happened, with a Dismiss button. */
export function toast(item: Happening, dismiss: () => void): HTMLDivElement {
  const box = element('div', `cj-message cj-tone-${item.tone}`);
  const words = element('div', 'cj-message-words');
  words.append(element('p', 'cj-message-text', item.text));
  if (item.hint) {
    words.append(element('p', 'cj-message-hint', item.hint));
  }
  if (item.details) {
    const details = element('details');
    details.append(
      element('summary', '', 'Details for support'),
      element('code', '', item.details)
    );
    words.append(details);
  }
  box.append(words, iconButton('\u00d7', `Dismiss: ${item.text}`, dismiss, { title: 'Dismiss' }));
  return box;
}
