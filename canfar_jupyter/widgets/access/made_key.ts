// What to do with a key pair that was just made. See made_key.py for where the private key is.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { copyFrom, saveFile } from '../kit/elements/clipboard';
import { element, uniqueId } from '../kit/elements/element';

const WORDS = {
  made: (name: string) => `The key pair ${name} was created, and its public key imported.`,
  where: (path: string) =>
    `The private key is in ${path} on this Jupyter server, and nowhere else: keep it.`,
  login: 'Log in from a terminal of this server:',
  copy: 'To log in from another computer, download the private key, or copy it there from a terminal of this server:',
  downloaded: (name: string) =>
    `Downloaded. Move it to ~/.ssh on that computer, then run: chmod 600 ~/.ssh/${name}`
};

interface Traits {
  name: string;
  path: string;
  login: string;
  copy: string;
}

type Message = { op: 'focus' } | { op: 'file'; name: string } | { op: 'failed'; text: string };

class MadeKey {
  private readonly _box: HTMLElement;
  private readonly _made = element('p', 'cj-note cj-tone-good', '', { id: uniqueId('made') });
  private readonly _where = element('p', 'cj-advice');
  private readonly _login = element('code', 'cj-command', '', { tabindex: '0' });
  private readonly _copy = element('code', 'cj-command', '', { tabindex: '0' });
  private readonly _note = element('p', 'cj-note', '', { role: 'status' });

  constructor(
    private readonly _model: AnyModel<Traits>,
    private readonly _el: HTMLElement
  ) {
    this._box = element('div', 'cj-made-key', undefined, {
      role: 'group',
      tabindex: '-1',
      'aria-labelledby': this._made.id
    });
    const told = element('div', '', undefined, { role: 'status' });
    told.append(this._made, this._where);
    const actions = element('div', 'cj-way');
    actions.append(
      button('Download private key', () => this._model.send({ op: 'download' })),
      button('Done', () => this._model.send({ op: 'done' }), 'cj-tone-primary cj-solid')
    );
    this._box.append(
      told,
      element('p', 'cj-advice', WORDS.login),
      this._line(this._login, 'Copy the ssh command'),
      element('p', 'cj-advice', WORDS.copy),
      this._line(this._copy, 'Copy the scp command'),
      actions,
      this._note
    );
    this.draw();
  }

  draw(): void {
    const path = this._model.get('path');
    if (path === '') {
      this._box.remove();
    } else {
      this._el.append(this._box);
    }
    this._made.textContent = path && WORDS.made(this._model.get('name'));
    this._where.textContent = path && WORDS.where(path);
    this._login.textContent = this._model.get('login');
    this._copy.textContent = this._model.get('copy');
    this._say('', 'good');
  }

  receive(message: Message, buffers: DataView[]): void {
    if (message.op === 'focus') {
      requestAnimationFrame(() => this._box.focus()); // once it is shown
    } else if (message.op === 'failed') {
      this._say(message.text, 'bad');
    } else if (buffers[0]) {
      saveFile(message.name, new Blob([buffers[0] as DataView<ArrayBuffer>]));
      this._say(WORDS.downloaded(message.name), 'good');
    }
  }

  private _say(words: string, tone: 'good' | 'bad'): void {
    this._note.textContent = words;
    this._note.className = `cj-note cj-tone-${tone}`;
  }

  private _line(command: HTMLElement, label: string): HTMLElement {
    const copy = button('Copy', () => void copyFrom(command, copy));
    copy.setAttribute('aria-label', label);
    const line = element('div', 'cj-way');
    line.append(command, copy);
    return line;
  }
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const made = new MadeKey(model, el);
  const receive = (message: Message, buffers: DataView[]): void => made.receive(message, buffers);
  const draw = (): void => made.draw();
  model.on('change', draw);
  model.on('msg:custom', receive);
  return () => {
    model.off('change', draw);
    model.off('msg:custom', receive);
  };
}

export default { render };
