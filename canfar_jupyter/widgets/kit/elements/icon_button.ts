import { button } from './button';

/**
 * A button that shows a sign only.
 *
 * @param label what screen readers say
 * @param title what a pointer is told, if that is shorter
 */
export function iconButton(
  sign: string,
  label: string,
  act: () => void,
  { title = label, className = '' } = {}
): HTMLButtonElement {
  const made = button(sign, act, `${className} cj-icon`.trim());
  made.setAttribute('aria-label', label);
  made.title = title;
  return made;
}
