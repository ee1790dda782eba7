// What happened: text only, collapsed details, a Dismiss button for each; over a page what went well fades.
import type { RenderProps } from '@anywidget/types';
import { element } from './elements/element';
import { fade } from './elements/fading';
import { type Happening, toast } from './elements/toast';

export interface Message extends Happening {
  id: number;
  /** Only where the page is hidden. */
  missed: boolean;
}

interface Traits {
  items: Message[];
  over: boolean;
}

function render({ model, el }: RenderProps<Traits>): void {
  // The live region must exist before its contents, or nothing is announced. Each message is, once.
  const list = element('div', '', undefined, {
    role: 'status',
    'aria-label': 'Messages',
    'aria-live': 'polite',
    'aria-atomic': 'false'
  });
  el.append(list);
  const boxes = new Map<number, HTMLElement>();
  const seen = new Set<number>();
  const add = (item: Message): void => {
    const dismiss = (): void => model.send({ op: 'dismiss', id: item.id });
    seen.add(item.id);
    if (item.missed && !document.hidden) {
      dismiss();
      return;
    }
    const box = toast(item, dismiss);
    if (model.get('over') && item.tone !== 'bad' && item.tone !== 'warn') {
      fade(box, dismiss);
    }
    boxes.set(item.id, box);
    list.append(box);
  };
  const draw = (): void => {
    const items = model.get('items');
    for (const [id, box] of boxes) {
      if (!items.some(item => item.id === id)) {
        box.remove();
        boxes.delete(id);
      }
    }
    items.filter(({ id }) => !seen.has(id)).forEach(add);
    el.classList.toggle('cj-blank', boxes.size === 0);
  };
  model.on('change:items', draw);
  draw();
}

export default { render };
