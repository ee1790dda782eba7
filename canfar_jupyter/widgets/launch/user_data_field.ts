// The user's own user data. It may contain secrets, so it is sent as messages: see
// user_data_field.py.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { disclosure } from '../kit/disclosure';
import { element, labelled } from '../kit/elements/element';
import { filePicker, takeDropped } from '../kit/elements/file_picker';

const LARGEST = 1_048_576; // bytes of a file; what Nova takes is far less, even compressed
const PAUSE = 200; // ms without a key until the kernel looks at the text
const TONES = { error: 'bad', warning: 'warn', note: 'good' };

interface Finding {
  severity: keyof typeof TONES;
  text: string;
  /** Its number in the kernel. */
  number?: number;
  /** Whether the kernel can repair it. */
  repair?: unknown;
}

type Message =
  | { op: 'text'; text: string; first?: boolean }
  | { op: 'size'; text: string; over: boolean }
  | { op: 'findings'; findings: Finding[] }
  | { op: 'files'; files: string[] }
  | { op: 'preview'; text: string };

/** The text, sent to the kernel a moment after the last key. */
class Text {
  readonly node = element('textarea', 'cj-input cj-user-data', undefined, {
    rows: '5',
    spellcheck: 'false',
    placeholder: '#!/bin/bash, #cloud-config, #include...'
  });
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _sent = '';

  constructor(private readonly _model: AnyModel) {
    this.node.addEventListener('input', () => {
      clearTimeout(this._timer);
      this._timer = setTimeout(() => this.send(), PAUSE);
    });
    this.node.addEventListener('focusout', () => this.send()); // a click on Launch comes after this
  }

  send(): void {
    clearTimeout(this._timer);
    if (this.node.value !== this._sent) {
      this._sent = this.node.value;
      this._model.send({ op: 'text', text: this._sent });
    }
  }

  /** @param first whether the kernel has just started */
  take(text: string, first: boolean): void {
    if (first && !text && this.node.value) {
      this.send(); // typed before the kernel answered: it stays
      return;
    }
    this._sent = text;
    if (this.node.value !== text) {
      this.node.value = text;
    }
  }
}

/** Its findings, announced when they change. */
class Findings {
  readonly node = element('div', '', undefined, { role: 'status' });
  private readonly _list = element('ul', 'cj-findings');

  constructor(private readonly _model: AnyModel) {
    this.node.append(this._list);
  }

  show(findings: Finding[]): void {
    this._list.replaceChildren(...findings.map(finding => this._item(finding)));
  }

  /** Add a finding that the kernel does not know about. */
  add(text: string): void {
    this._list.prepend(this._item({ severity: 'error', text }));
  }

  private _item({ severity, text, number, repair }: Finding): HTMLLIElement {
    const item = element('li', `cj-note cj-tone-${TONES[severity]}`);
    item.append(element('span', '', text));
    if (repair) {
      item.append(button('Fix', () => this._model.send({ op: 'fix', number }), 'cj-small'));
    }
    return item;
  }
}

class UserData {
  readonly text: Text;
  private readonly _findings: Findings;
  private readonly _size = element('span', 'cj-count');
  private readonly _files = element('ul', 'cj-files');
  private readonly _preview = element('pre', 'cj-code', undefined, {
    tabindex: '0',
    'aria-label': 'User data of the instance'
  });

  constructor(
    private readonly _model: AnyModel,
    el: HTMLElement
  ) {
    this.text = new Text(_model);
    this._findings = new Findings(_model);
    takeDropped(this.text.node, files => void this._read(files));
    const label = labelled('Custom script or cloud-config', this.text.node);
    el.append(label, this._bar(), this._files, this._findings.node, this._preview);
  }

  receive(message: Message): void {
    if (message.op === 'text') {
      this.text.take(message.text, message.first === true);
    } else if (message.op === 'size') {
      this._size.textContent = message.text;
      this._size.classList.toggle('cj-too-much', message.over);
    } else if (message.op === 'findings') {
      this._findings.show(message.findings);
      const wrong = message.findings.some(({ severity }) => severity === 'error');
      this.text.node.setAttribute('aria-invalid', String(wrong));
    } else if (message.op === 'files') {
      this._files.replaceChildren(...message.files.map((name, at) => this._file(name, at)));
    } else {
      this._preview.textContent = message.text;
    }
  }

  private _bar(): HTMLElement {
    const file = filePicker(files => this._read(files), { multiple: true });
    const look = button('Preview', undefined, 'cj-small');
    disclosure(look, this._preview, on => {
      this.text.send();
      this._model.send({ op: 'preview', on });
    });
    const bar = element('div', 'cj-key-buttons');
    bar.append(
      button('Add a file', () => file.click(), 'cj-small'),
      look,
      this._size,
      file
    );
    return bar;
  }

  private _file(name: string, number: number): HTMLLIElement {
    const item = element('li');
    const drop = button('Remove', () => this._model.send({ op: 'drop', number }), 'cj-small');
    drop.setAttribute('aria-label', `Remove ${name}`);
    item.append(element('span', '', name), drop);
    return item;
  }

  private async _read(files: File[]): Promise<void> {
    for (const file of files) {
      if (file.size > LARGEST) {
        this._findings.add(`${file.name} is larger than 1 MiB: Nova accepts 64 kB.`);
      } else {
        this._model.send({ op: 'file', name: file.name }, {}, [await file.arrayBuffer()]);
      }
    }
  }
}

function render({ model, el }: RenderProps): () => void {
  const field = new UserData(model, el);
  const receive = (message: Message): void => field.receive(message);
  model.on('msg:custom', receive);
  model.send({ op: 'ready' });
  return () => {
    field.text.send();
    model.off('msg:custom', receive);
  };
}

export default { render };
