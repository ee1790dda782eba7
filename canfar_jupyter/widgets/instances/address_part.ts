import { button } from '../kit/elements/button';
import { element } from '../kit/elements/element';
import type { Send } from './model';

const ASSOCIATE_WORDS = {
  free: 'Associate',
  new: 'Allocate and associate',
  move: 'Move here'
};

interface Offer {
  id: string;
  kind: keyof typeof ASSOCIATE_WORDS;
  text: string;
}

export interface Address {
  text: string;
  /** The one it has; "" if none. */
  address: string;
  /** Those it can get, best first. */
  offers: Offer[];
  /** Its internal addresses that one can be associated with, if there are several. */
  own: string[];
}

/** The floating IP of an instance: a sentence, and the actions. */
export function drawAddress(box: HTMLElement, data: Address, model: Send): void {
  const line = element('div', 'cj-way');
  if (data.address) {
    line.append(button('Disassociate', () => model.send({ op: 'disassociate' })));
  } else if (data.offers.length) {
    // The choice is kept while it is still offered.
    const before = [...box.querySelectorAll('select')].map(select => select.value);
    line.append(...associating(data, before, model));
  }
  box.replaceChildren(element('p', 'cj-advice', data.text, { role: 'status' }), line);
}

function associating(data: Address, before: string[], model: Send): HTMLElement[] {
  const which = choice(
    'Floating IP',
    data.offers.map(({ id, text }) => [id, text]),
    before[0]
  );
  const own = choice(
    'Internal address',
    data.own.map(address => [address, address]),
    before[1]
  );
  const associate = button('', () =>
    model.send({ op: 'associate', id: which.value, fixed: own.value })
  );
  const name = (): void => {
    const offer = data.offers.find(({ id }) => id === which.value);
    associate.textContent = offer ? ASSOCIATE_WORDS[offer.kind] : '';
  };
  which.addEventListener('change', name);
  name();
  return [which, ...(data.own.length ? [own] : []), associate];
}

function choice(
  label: string,
  options: [value: string, text: string][],
  chosen: string | undefined
): HTMLSelectElement {
  const select = element('select', 'cj-input', undefined, {
    'aria-label': label
  });
  select.append(...options.map(([value, text]) => element('option', '', text, { value })));
  if (chosen !== undefined && options.some(([value]) => value === chosen)) {
    select.value = chosen;
  }
  return select;
}
