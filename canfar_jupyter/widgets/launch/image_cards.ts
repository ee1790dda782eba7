// A few images as cards: radio buttons, so that keys and screen readers work as with any of those.
import type { RenderProps } from '@anywidget/types';
import { element, tooltip, uniqueId } from '../kit/elements/element';

interface Card {
  id: string;
  name: string;
  system: string;
  /** Why it is proposed, and how old it is. */
  about: string;
}

interface Traits {
  rows: Card[];
  /** Id of the chosen image, which may be none of these. */
  value: string;
}

function cardOf({ id, name, system, about }: Card, group: string): HTMLLabelElement {
  const radio = element('input', '', undefined, { type: 'radio', name: group, value: id });
  const title = element('span', 'cj-card-name', name, { id: uniqueId('card') });
  const facts = element('span', 'cj-card-about', undefined, { id: uniqueId('card') });
  facts.append(element('span', '', system), element('span', '', about));
  radio.setAttribute('aria-labelledby', title.id);
  radio.setAttribute('aria-describedby', facts.id);
  tooltip(title, name);
  const card = element('label', 'cj-image-card');
  card.append(radio, title, facts);
  return card;
}

function render({ model, el }: RenderProps<Traits>): void {
  const group = uniqueId('image');
  const box = element('div', 'cj-image-cards', undefined, {
    role: 'radiogroup',
    'aria-label': 'Proposed images'
  });
  el.append(box);
  const choose = (): void => {
    for (const radio of box.querySelectorAll('input')) {
      radio.checked = radio.value === model.get('value');
    }
  };
  const draw = (): void => {
    const focused = box.contains(document.activeElement);
    box.replaceChildren(...model.get('rows').map(row => cardOf(row, group)));
    box.hidden = box.childElementCount === 0;
    choose();
    if (focused) {
      (box.querySelector<HTMLInputElement>('input:checked') ?? box.querySelector('input'))?.focus();
    }
  };
  box.addEventListener('change', event => {
    if (event.target instanceof HTMLInputElement) {
      model.set('value', event.target.value);
      model.save_changes();
    }
  });
  model.on('change:rows', draw);
  model.on('change:value', choose);
  draw();
}

export default { render };
