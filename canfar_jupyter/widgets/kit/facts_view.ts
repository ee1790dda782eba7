import type { RenderProps } from '@anywidget/types';
import { element } from './elements/element';

/** A term and its value. */
export type Fact = [term: string, text: string];

/** Put terms and their values into a list, as text. */
export function drawFacts(list: HTMLDListElement, facts: Fact[]): void {
  list.replaceChildren(
    ...facts.flatMap(([term, text]) => [element('dt', '', term), element('dd', '', text)])
  );
}

interface Traits {
  label: string;
  facts: Fact[];
}

function render({ model, el }: RenderProps<Traits>): void {
  const list = element('dl', 'cj-facts');
  el.append(list);
  const draw = (): void => {
    list.setAttribute('aria-label', model.get('label'));
    drawFacts(list, model.get('facts'));
  };
  model.on('change:facts change:label', draw);
  draw();
}

export default { render };
