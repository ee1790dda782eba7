// The menu "Columns": which are shown, in which order; fully usable by keyboard.
import { button } from '../../kit/elements/button';
import { checkbox, element } from '../../kit/elements/element';
import { iconButton } from '../../kit/elements/icon_button';
import { popover } from '../../kit/elements/popover';
import type { Columns, Placed } from './columns';
import { NO_ROOM } from './words';

export function columnMenu(opener: HTMLButtonElement, columns: Columns): void {
  popover(opener, 'Columns', panel => {
    const list = element('ul', 'cj-menu');
    const draw = (): void => {
      const items = columns.all().map(placed => new Item(placed, columns, redraw).node);
      list.replaceChildren(...items);
    };
    // The focus stays on the same control, wherever its column went.
    const redraw = (key: string, which: number): void => {
      draw();
      const items = [...list.querySelectorAll('li')];
      const now = items.find(item => item.dataset.key === key);
      const controls = [...(now?.querySelectorAll<Control>('input, button') ?? [])];
      const same = controls[which];
      (same?.disabled ? controls.find(control => !control.disabled) : same)?.focus();
    };
    const reset = (): void => {
      columns.reset();
      draw();
    };
    draw();
    panel.append(list, density(columns), button('Reset columns', reset, 'cj-small'));
  });
}

/** The choice between rows of one and of two lines. */
function density(columns: Columns): HTMLElement {
  const box = checkbox(columns.compact);
  box.addEventListener('change', () => columns.setCompact(box.checked));
  const label = element('label', 'cj-check cj-density');
  label.append(box, 'Compact rows');
  return label;
}

type Control = HTMLInputElement | HTMLButtonElement;

class Item {
  readonly node = element('li');
  private readonly _key: string;
  private readonly _shown: boolean;

  /** @param _redraw called with the column, and which of its controls had the focus */
  constructor(
    { column }: Placed,
    private readonly _columns: Columns,
    private readonly _redraw: (key: string, which: number) => void
  ) {
    this._key = column.key;
    this._shown = !_columns.hidden.has(column.key);
    this.node.dataset.key = column.key;
    const name = element('label');
    name.append(this._box(column.title), ' ', column.title);
    if (_columns.isDropped(column.key)) {
      name.append(' ', element('span', 'cj-count', NO_ROOM));
    }
    this.node.append(name, this._move(column.title, -1), this._move(column.title, 1));
  }

  private _box(title: string): HTMLInputElement {
    const box = checkbox(this._shown);
    box.disabled = box.checked && this._columns.wanted().length === 1; // one must stay
    box.setAttribute('aria-label', `Show ${title}`);
    box.addEventListener('change', () => {
      this._columns.show(this._key, box.checked);
      this._redraw(this._key, 0);
    });
    return box;
  }

  private _move(title: string, step: -1 | 1): HTMLButtonElement {
    const [sign, word] = step < 0 ? ['\u2190', 'left'] : ['\u2192', 'right'];
    const act = (): void => {
      this._columns.move(this._key, step);
      this._redraw(this._key, step < 0 ? 1 : 2);
    };
    const move = iconButton(sign, `Move ${title} ${word}`, act, { className: 'cj-small' });
    const end = this._columns.shown().at(step < 0 ? 0 : -1);
    move.disabled = !this._shown || end?.column.key === this._key;
    return move;
  }
}
