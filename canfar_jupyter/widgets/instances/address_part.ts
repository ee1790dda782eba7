import { button } from '../kit/elements/button';
import { element } from '../kit/elements/element';
import type { Send } from './model';

const GIVE_WORDS = { free: 'Give it', new: 'Give it', move: 'Move it here' };

interface Offer {
  id: string;
  kind: keyof typeof GIVE_WORDS;
  text: string;
}

export interface Address {
  text: string;
  /** The one it has; "": none. */
  address: string;
  /** What it can get, the best first. */
  offers: Offer[];
  /** Its internal addresses that one can lead to, if there are several. */
  own: string[];
}

/** The floating IP of an instance: the sentence, and what can be done about it. */
export function drawAddress(box: HTMLElement, data: Address, model: Send): void {
  const line = element('div', 'cj-way');
  if (data.address) {
    line.append(button('Take it away', () => model.send({ op: 'take' })));
  } else if (data.offers.length) {
    // What was chosen stays while it is offered.
    const before = [...box.querySelectorAll('select')].map(select => select.value);
    line.append(...giving(data, before, model));
  }
  box.replaceChildren(element('p', 'cj-advice', data.text, { role: 'status' }), line);
}

function giving(data: Address, before: string[], model: Send): HTMLElement[] {
  const which = choice(
    'Floating IP',
    data.offers.map(({ id, text }) => [id, text]),
    before[0]
  );
  const own = choice(
    'Leads to',
    data.own.map(address => [address, address]),
    before[1]
  );
  const give = button('', () => model.send({ op: 'give', id: which.value, fixed: own.value }));
  const name = (): void => {
    const offer = data.offers.find(({ id }) => id === which.value);
    give.textContent = offer ? GIVE_WORDS[offer.kind] : '';
  };
  which.addEventListener('change', name);
  name();
  return [which, ...(data.own.length ? [own] : []), give];
}

function choice(
  label: string,
  options: [value: string, text: string][],
  chosen: string | undefined
): HTMLSelectElement {
  const select = element('select', 'cj-input', undefined, { 'aria-label': label });
  select.append(...options.map(([value, text]) => element('option', '', text, { value })));
  if (chosen !== undefined && options.some(([value]) => value === chosen)) {
    select.value = chosen;
  }
  return select;
}
