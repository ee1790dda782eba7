// Uploads and downloads in progress: text, bar, words, Cancel.
import type { RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { element, tooltip } from '../kit/elements/element';
import { Progress } from '../kit/elements/progress';

interface Transfer {
  id: number;
  text: string;
  /** The progress. */
  words: string;
  /** From 0 to 1; null: not known. */
  share: number | null;
  can_cancel: boolean;
}

interface Traits {
  items: Transfer[];
}

class Line {
  readonly node = element('div', 'cj-transfer');
  private readonly _text = element('span', 'cj-transfer-text');
  private readonly _progress = new Progress('cj-transfer-bar');
  private readonly _words = element('span', 'cj-count');
  private readonly _cancel: HTMLButtonElement;

  constructor(cancel: () => void) {
    this._cancel = button('Cancel', cancel, 'cj-small');
    this.node.append(this._text, this._progress.node, this._words, this._cancel);
  }

  show({ text, words, share, can_cancel }: Transfer): void {
    this._text.textContent = text;
    tooltip(this._text, text);
    this._words.textContent = words;
    this._cancel.setAttribute('aria-label', `Cancel ${text}`);
    this._cancel.disabled = !can_cancel;
    this._progress.show(text, share);
  }
}

function render({ model, el }: RenderProps<Traits>): void {
  const lines = new Map<number, Line>();
  const draw = (): void => {
    const items = model.get('items');
    for (const [id, line] of lines) {
      if (!items.some(item => item.id === id)) {
        line.node.remove();
        lines.delete(id);
      }
    }
    for (const item of items) {
      let line = lines.get(item.id);
      if (!line) {
        line = new Line(() => model.send({ op: 'cancel', id: item.id }));
        lines.set(item.id, line);
        el.append(line.node);
      }
      line.show(item);
    }
    el.classList.toggle('cj-blank', items.length === 0);
  };
  model.on('change:items', draw);
  draw();
}

export default { render };
