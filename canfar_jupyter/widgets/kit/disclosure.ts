import type { RenderProps } from '@anywidget/types';
import { bareButton } from './elements/button';
import { element } from './elements/element';

/**
 * Let a button open and close a panel, and expose which of the two it is.
 *
 * @param toggled called after each press
 */
export function disclosure(
  opener: HTMLButtonElement,
  panel: HTMLElement,
  toggled?: (open: boolean) => void
): HTMLButtonElement {
  const show = (open: boolean): void => {
    panel.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
  };
  opener.addEventListener('click', () => {
    show(panel.hidden);
    toggled?.(!panel.hidden);
  });
  show(false);
  return opener;
}

interface Traits {
  label: string;
  mark: string;
  opened: boolean;
}

/** The widget: its panel is another widget, which Python shows; see disclosure.py. */
function render({ model, el }: RenderProps<Traits>): void {
  const words = element('span');
  const mark = element('span', 'cj-fold-mark');
  const opener = bareButton('cj-fold-button', undefined, () => {
    model.set('opened', !model.get('opened'));
    model.save_changes();
  });
  opener.append(words, mark);
  el.append(opener);
  const draw = (): void => {
    words.textContent = model.get('label');
    mark.textContent = model.get('mark');
    opener.setAttribute('aria-expanded', String(model.get('opened')));
  };
  model.on('change', draw);
  draw();
}

export default { render };
