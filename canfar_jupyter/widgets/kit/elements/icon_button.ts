import { button } from './button';
import { tooltip } from './element';

/**
 * A button that shows only a symbol.
 *
 * @param label for screen readers
 * @param title the tooltip, if shorter
 */
export function iconButton(
  sign: string,
  label: string,
  act: () => void,
  { title = label, className = '' } = {}
): HTMLButtonElement {
  const made = button(sign, act, `${className} cj-icon`.trim());
  made.setAttribute('aria-label', label);
  tooltip(made, title);
  return made;
}
