// Messages of the dashboard: text only, collapsed details, a Dismiss button for each.
import type { RenderProps } from '@anywidget/types';
import { element } from './elements/element';
import { type Happening, toast } from './elements/toast';

interface Traits {
  items: (Happening & { id: number })[];
}

function render({ model, el }: RenderProps<Traits>): void {
  // The live region must exist before its contents, or nothing is announced.
  const list = element('div', '', undefined, {
    role: 'log',
    'aria-label': 'Messages',
    'aria-live': 'polite'
  });
  el.append(list);
  const boxes = new Map<number, HTMLElement>();
  const draw = (): void => {
    const items = model.get('items');
    for (const [id, box] of boxes) {
      if (!items.some(item => item.id === id)) {
        box.remove();
        boxes.delete(id);
      }
    }
    for (const item of items.filter(({ id }) => !boxes.has(id))) {
      const box = toast(item, () => model.send({ op: 'dismiss', id: item.id }));
      boxes.set(item.id, box);
      list.append(box);
    }
    el.classList.toggle('cj-blank', items.length === 0);
  };
  model.on('change:items', draw);
  draw();
}

export default { render };
