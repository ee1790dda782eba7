import type { RenderProps } from '@anywidget/types';
import { element, uniqueId } from './elements/element';

export type Tone = 'quiet' | 'good' | 'busy' | 'warn' | 'bad';

/** Show a sentence on a line that screen readers announce. */
export function say(line: HTMLElement, text: string, tone: Tone): void {
  line.textContent = text;
  line.className = `cj-note cj-tone-${tone}`;
}

interface Traits {
  text: string;
  tone: Tone;
}

/** One line of text. Beside an input it becomes the input's description. */
function render({ model, el }: RenderProps<Traits>): void {
  const line = element('div', '', undefined, { id: uniqueId('note'), role: 'status' });
  el.append(line);
  const draw = (): void => {
    const text = model.get('text');
    const tone = model.get('tone');
    say(line, text, tone);
    el.classList.toggle('cj-blank', text === '');
    const input = el.closest('.cj-field')?.querySelector('input, select, textarea');
    input?.setAttribute('aria-describedby', line.id);
    input?.setAttribute('aria-invalid', String(tone === 'bad' && text !== ''));
  };
  model.on('change:text change:tone', draw);
  draw();
  requestAnimationFrame(draw); // the input beside it may be drawn after it
}

export default { render };
