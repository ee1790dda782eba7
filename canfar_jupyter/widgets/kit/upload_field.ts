// A file on the user's computer, sent in chunks. See upload_field.py for the reasons.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { button } from './elements/button';
import { element } from './elements/element';
import { filePicker } from './elements/file_picker';
import { say } from './status_line';

interface Traits {
  /** Bytes that may be sent. */
  largest: number;
  /** Bytes per message. */
  piece: number;
  /** What to do with a larger file; contains {name} and {size:.1f}. */
  advice: string;
}

type Message =
  | { op: 'next'; number: number; from: number }
  | { op: 'failed'; text: string }
  | { op: 'done' | 'forgotten' };

/** Why a file cannot be sent; "" if it can. */
export function tooLarge(file: Pick<File, 'name' | 'size'>, model: AnyModel<Traits>): string {
  if (file.size <= model.get('largest')) {
    return '';
  }
  const size = (file.size / 1e9).toFixed(1);
  return model.get('advice').replace('{name}', file.name).replace('{size:.1f}', size);
}

/** The text beside the button, and the file it is about. */
class Upload {
  readonly words = element('span', 'cj-note', undefined, { role: 'status' });
  private _chosen: File | undefined;

  constructor(private readonly _model: AnyModel<Traits>) {}

  begin(chosen: File | undefined): void {
    this._chosen = chosen;
    if (!chosen) {
      return;
    }
    const why = tooLarge(chosen, this._model);
    if (why) {
      say(this.words, why, 'bad');
    } else {
      say(this.words, `${chosen.name}: 0 %`, 'busy');
      this._model.send({ op: 'begin', name: chosen.name, size: chosen.size });
    }
  }

  receive(message: Message): void {
    if (message.op === 'next' && this._chosen) {
      void this._send(this._chosen, message.number, message.from);
    } else if (message.op === 'done' && this._chosen) {
      say(this.words, `${this._chosen.name} uploaded.`, 'good');
    } else if (message.op === 'failed') {
      say(this.words, message.text, 'bad');
    } else if (message.op === 'forgotten') {
      say(this.words, '', 'quiet');
    }
  }

  private async _send(file: File, number: number, from: number): Promise<void> {
    const piece = file.slice(from, from + this._model.get('piece'));
    say(this.words, `${file.name}: ${Math.floor((100 * from) / file.size)} %`, 'busy');
    try {
      this._model.send({ op: 'piece', number }, undefined, [await piece.arrayBuffer()]);
    } catch {
      say(this.words, `${file.name} cannot be read.`, 'bad');
    }
  }
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const upload = new Upload(model);
  const file = filePicker(([chosen]) => upload.begin(chosen));
  const choose = button('Choose a file on this computer', () => file.click());
  el.append(choose, file, upload.words);
  const receive = (message: Message): void => upload.receive(message);
  model.on('msg:custom', receive);
  return () => model.off('msg:custom', receive);
}

export default { render };
