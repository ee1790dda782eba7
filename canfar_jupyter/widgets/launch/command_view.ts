// The same launch as commands: three texts, one of them shown, each can be copied. See command_view.py.
import type { RenderProps } from '@anywidget/types';
import { bareButton, button } from '../kit/elements/button';
import { copyText } from '../kit/elements/clipboard';
import { element, sideways, uniqueId } from '../kit/elements/element';

type Texts = Partial<Record<string, string>>;

interface Message {
  op: string;
  texts: Texts;
}

const KINDS = [
  { key: 'client', words: 'openstack client' },
  { key: 'sdk', words: 'openstacksdk' },
  { key: 'ours', words: 'canfar_jupyter' }
];
const NO_CELL = 'client'; // it is for a terminal

class Commands {
  private readonly _id = uniqueId('command');
  private readonly _text = element('pre', 'cj-code', undefined, {
    id: `${this._id}-text`,
    role: 'tabpanel',
    tabindex: '0'
  });
  private readonly _insert = button('Insert as a cell', () => this._insertCell(), 'cj-small');
  private readonly _note = element('span', 'cj-count', undefined, { role: 'status' });
  private readonly _tabs: HTMLButtonElement[];
  private _texts: Texts = {};
  private _at = 0;

  constructor(private readonly _el: HTMLElement) {
    const tabs = element('div', 'cj-tabs', undefined, {
      role: 'tablist',
      'aria-label': 'The same launch as'
    });
    this._tabs = KINDS.map(({ key, words }, at) => this._tab(key, words, at));
    tabs.append(...this._tabs);
    const bar = element('div', 'cj-key-buttons');
    bar.append(
      button('Copy', () => void this._copy(), 'cj-small'),
      this._insert,
      this._note
    );
    _el.append(tabs, this._text, bar);
    this._draw();
  }

  receive(message: Message): void {
    if (message.op === 'texts') {
      this._texts = message.texts;
      this._draw();
    }
  }

  private _tab(key: string, words: string, at: number): HTMLButtonElement {
    const tab = bareButton('cj-tab', words, () => this._open(at));
    tab.id = `${this._id}-${key}`;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', this._text.id);
    tab.addEventListener('keydown', event => {
      const step = sideways(event);
      if (step) {
        this._open((this._at + step + KINDS.length) % KINDS.length);
        this._tabs[this._at]?.focus();
        event.preventDefault();
      }
    });
    return tab;
  }

  private _open(at: number): void {
    this._at = at;
    this._draw();
  }

  private _draw(): void {
    this._tabs.forEach((tab, at) => {
      tab.setAttribute('aria-selected', String(at === this._at));
      tab.tabIndex = at === this._at ? 0 : -1;
    });
    const key = KINDS[this._at]?.key ?? '';
    this._text.setAttribute('aria-labelledby', `${this._id}-${key}`);
    this._text.textContent = this._texts[key] ?? '';
    // Our JupyterLab extension inserts cells; in its own tab there is no notebook.
    const takes = document.body.dataset.canfarJupyterCells === 'yes';
    this._insert.hidden = !(takes && key !== NO_CELL && this._el.closest('.jp-Notebook'));
    this._note.textContent = '';
  }

  private async _copy(): Promise<void> {
    const done = await copyText(this._text.textContent);
    this._note.textContent = done ? 'Copied.' : 'Select the text and copy it.';
  }

  private _insertCell(): void {
    const detail = { source: this._text.textContent };
    this._el.dispatchEvent(new CustomEvent('canfar-jupyter:cell', { bubbles: true, detail }));
  }
}

function render({ model, el }: RenderProps): () => void {
  const commands = new Commands(el);
  const receive = (message: Message): void => commands.receive(message);
  model.on('msg:custom', receive);
  model.send({ op: 'ready' });
  return () => model.off('msg:custom', receive);
}

export default { render };
