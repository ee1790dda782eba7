import type { RenderProps } from '@anywidget/types';
import { bareButton, button } from './elements/button';
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
  clears: string;
  opened: boolean;
}

/** The widget: its panel is another widget, which Python shows; see disclosure.py. */
function render({ model, el }: RenderProps<Traits>): void {
  const words = element('span', 'cj-fold-words');
  const mark = element('span', 'cj-fold-mark');
  const opener = bareButton('cj-fold-button', undefined, () => {
    model.set('opened', !model.get('opened'));
    model.save_changes();
  });
  const clear = (): void => {
    opener.focus(); // the button goes with what it clears
    model.send({ op: 'clear' });
  };
  const clearer = button('Clear', clear, 'cj-small');
  opener.append(words, mark);
  el.classList.add('cj-fold-line');
  el.append(opener, clearer);
  const draw = (): void => {
    words.textContent = model.get('label');
    mark.textContent = model.get('mark');
    clearer.hidden = model.get('clears') === '';
    clearer.setAttribute('aria-label', model.get('clears'));
    opener.setAttribute('aria-expanded', String(model.get('opened')));
  };
  model.on('change', draw);
  draw();
}

export default { render };
