// The head of the launch page: its title, what was launched last, Clear; Escape goes back.
import type { RenderProps } from '@anywidget/types';
import { bareButton, button } from '../kit/elements/button';
import { element, targetOf, tooltip } from '../kit/elements/element';

interface Traits {
  /** "": nothing was. */
  last: string;
}

const FIELDS = 'input, select, textarea, [contenteditable="true"]';
const OPEN = 'dialog[open], [role="menu"]:not([hidden]), :popover-open';

/** Whether Escape, pressed there, is meant for the page: not for a field, nor for what is open. */
export function leaves(event: KeyboardEvent, page: Element): boolean {
  const target = targetOf(event);
  const here = target === document.body || (target !== null && page.contains(target));
  const shown = page.getClientRects().length > 0;
  const taken = event.defaultPrevented || target?.matches(FIELDS) || document.querySelector(OPEN);
  return event.key === 'Escape' && here && shown && !taken;
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const words = element('span', 'cj-last-words');
  const again = bareButton('cj-link', 'use again', () => model.send({ op: 'again' }));
  const last = element('span', 'cj-last');
  last.append(words, again);
  const clear = button('Clear', () => model.send({ op: 'clear' }), 'cj-small cj-quiet');
  tooltip(clear, 'Begin again with what is proposed');
  el.classList.add('cj-launch-head');
  el.append(element('h2', 'cj-launch-title', 'Launch an instance'), last, clear);
  const draw = (): void => {
    const text = model.get('last');
    last.hidden = text === '';
    words.textContent = `Last time: ${text} \u00b7 `;
    tooltip(words, text);
    const form = el.closest('.cj-launch');
    form?.setAttribute('role', 'form');
    form?.setAttribute('aria-label', 'Launch instance');
  };
  const press = (event: KeyboardEvent): void => {
    const form = el.closest('.cj-launch');
    if (form && leaves(event, form)) {
      model.send({ op: 'leave' });
    }
  };
  model.on('change:last', draw);
  document.addEventListener('keydown', press);
  draw();
  requestAnimationFrame(draw); // the box around it may be drawn after it
  return () => document.removeEventListener('keydown', press);
}

export default { render };
