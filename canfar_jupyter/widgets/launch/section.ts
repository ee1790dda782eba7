// The heading of a part of the launch page; the box around it becomes a group of that name.
import type { RenderProps } from '@anywidget/types';
import { element, uniqueId } from '../kit/elements/element';

interface Traits {
  /** "": none; the title is then the label of a field. */
  number: string;
  title: string;
  note: string;
}

function render({ model, el }: RenderProps<Traits>): void {
  const number = model.get('number');
  const title = element('span', '', model.get('title'), { id: uniqueId('section') });
  const note = element('span', 'cj-section-note');
  const line = element(number ? 'h3' : 'div', number ? 'cj-section-title' : 'cj-label');
  if (number) {
    line.append(element('span', 'cj-section-number', number, { 'aria-hidden': 'true' }));
  }
  line.append(title);
  el.append(line, note);
  el.classList.add('cj-section-head');
  const draw = (): void => {
    note.textContent = model.get('note');
    const box = el.closest('.cj-section, .cj-group');
    box?.setAttribute('role', 'group');
    box?.setAttribute('aria-labelledby', title.id);
  };
  model.on('change:note', draw);
  draw();
  requestAnimationFrame(draw); // the box around it may be drawn after it
}

export default { render };
