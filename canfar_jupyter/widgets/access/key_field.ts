// A new SSH public key: paste it, drop its file, or choose it. See key_field.py for the reasons.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { element, labelled } from '../kit/elements/element';
import { filePicker, takeDropped } from '../kit/elements/file_picker';
import { isPrivate, proposedName } from './key_check';

const LARGEST_FILE = 65_536; // bytes; a public key has a few hundred
const REFUSED =
  'That is a private key. It was erased here and not sent anywhere. ' +
  'Paste the public key: the file of the same name that ends in .pub.';

type Message = { op: 'failed'; text: string } | { op: 'done' };

class KeyField {
  private readonly _text = element('textarea', 'cj-input cj-key-text', undefined, {
    rows: '2',
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: 'ssh-ed25519 AAAA... you@computer'
  });
  private readonly _name = element('input', 'cj-input', undefined, {
    autocomplete: 'off',
    placeholder: 'laptop'
  });
  private readonly _add = button('Add key', () => this._send(), 'cj-tone-primary cj-solid');
  private readonly _note = element('div', 'cj-note cj-tone-bad', undefined, { role: 'alert' });
  private _named = false; // the user has typed a name

  constructor(
    private readonly _model: AnyModel,
    el: HTMLElement
  ) {
    const file = filePicker(files => this._read(files));
    const choose = button('Choose a .pub file', () => file.click());
    const buttons = element('div', 'cj-key-buttons');
    buttons.append(labelled('Key name', this._name), choose, this._add, file);
    el.append(labelled('Public key', this._text), buttons, this._note);
    this._text.addEventListener('input', () => this._look());
    takeDropped(this._text, files => void this._read(files));
    this._name.addEventListener('input', () => {
      this._named = this._name.value !== '';
    });
    this._name.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        this._send();
      }
    });
  }

  receive(message: Message): void {
    this._add.disabled = false;
    if (message.op === 'failed') {
      this._say(message.text);
    } else {
      this._text.value = '';
      this._name.value = '';
      this._named = false;
      this._say('');
    }
  }

  private _say(words: string): void {
    this._note.textContent = words;
    this._text.setAttribute('aria-invalid', String(words !== ''));
  }

  private _look(): void {
    if (isPrivate(this._text.value)) {
      this._text.value = '';
      this._say(REFUSED);
      return;
    }
    if (this._text.value) {
      this._say(''); // empty: a refusal just made stays, Chromium tells of a paste line by line
    }
    if (!this._named) {
      this._name.value = proposedName(this._text.value);
    }
  }

  private async _read([chosen]: File[]): Promise<void> {
    if (!chosen) {
      return;
    }
    if (chosen.size > LARGEST_FILE) {
      this._say(`${chosen.name} is too large to be a public key.`);
      return;
    }
    const content = await chosen.text();
    this._text.value = isPrivate(content) ? '' : content.trim();
    this._look();
    if (isPrivate(content)) {
      this._say(REFUSED);
    }
  }

  private _send(): void {
    this._look();
    if (this._note.textContent) {
      return;
    }
    if (!this._text.value.trim()) {
      this._say('Paste a public key first, or choose its file.');
    } else if (!this._name.value.trim()) {
      this._say('Enter a name for the key, such as the computer it belongs to.');
      this._name.focus();
    } else {
      this._add.disabled = true;
      this._model.send({ op: 'add', name: this._name.value.trim(), key: this._text.value });
    }
  }
}

function render({ model, el }: RenderProps): () => void {
  const field = new KeyField(model, el);
  const receive = (message: Message): void => field.receive(message);
  model.on('msg:custom', receive);
  return () => model.off('msg:custom', receive);
}

export default { render };
