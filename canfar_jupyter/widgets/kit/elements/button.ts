import { element } from './element';

type Act = (event: MouseEvent) => void;

/** A button with the look that all have. */
export function button(text: string, act?: Act, className = ''): HTMLButtonElement {
  return bareButton(`cj-button ${className}`.trim(), text, act);
}

/** A button with a look of its own, such as a tab or the title of a column. */
export function bareButton(className: string, text?: string, act?: Act): HTMLButtonElement {
  const made = element('button', className, text, { type: 'button' });
  if (act) {
    made.addEventListener('click', act);
  }
  return made;
}
