import { element } from './element';

type Act = (event: MouseEvent) => void;

/** A button in the common style. */
export function button(text: string, act?: Act, className = ''): HTMLButtonElement {
  return bareButton(`cj-button ${className}`.trim(), text, act);
}

/** A button with its own style, such as a tab or a column title. */
export function bareButton(className: string, text?: string, act?: Act): HTMLButtonElement {
  const made = element('button', className, text, { type: 'button' });
  if (act) {
    made.addEventListener('click', act);
  }
  return made;
}
