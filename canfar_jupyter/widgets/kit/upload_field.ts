// A file on the user's computer, sent in pieces. See upload_field.py for the reasons.
import type { AnyModel, Initialize, Render, RenderProps } from '@anywidget/types';
import { button } from './elements/button';
import { element, uniqueId } from './elements/element';
import { filePicker } from './elements/file_picker';
import { FileSender } from './elements/file_sender';
import { say } from './status_line';
import type { Tone } from './status_line';

interface Traits {
  /** What the kernel says of the upload. */
  text: string;
  tone: Tone;
  /** What the page says by itself. */
  sentences: { lost: string; busy: string };
}

type Message =
  { op: 'at'; sender: string; came: number; ask?: number } | { op: 'stopped'; sender: string };

/** The upload of one widget, whichever of its views is on the page. */
class Upload {
  lost = false;
  private _sender: FileSender | undefined;
  private readonly _views = new Set<() => void>();

  constructor(private readonly _model: AnyModel<Traits>) {
    _model.on('msg:custom', (message: Message) => this._receive(message));
    _model.on('change:text change:tone', () => this._draw());
  }

  get busy(): boolean {
    return this._sender !== undefined && !this._sender.ended;
  }

  begin(chosen: File | undefined): void {
    if (!chosen || this.busy) {
      return;
    }
    this._sender = new FileSender(uniqueId('upload'), chosen, {
      send: (message, buffer) => this._model.send(message, undefined, buffer ? [buffer] : []),
      lost: is => {
        this.lost = is;
        this._draw();
      }
    });
    this._draw();
  }

  show(draw: () => void): () => void {
    this._views.add(draw);
    if (!this.busy) {
      this._model.send({ op: 'hello' });
    }
    return () => this._views.delete(draw);
  }

  end(): void {
    this._sender?.end();
  }

  private _draw(): void {
    this._views.forEach(draw => draw());
  }

  private _receive(message: Message): void {
    const ours = message.sender === this._sender?.id;
    if (ours && message.op === 'at') {
      this._sender?.at(message.came, message.ask);
    } else if (ours || message.op === 'at') {
      this._sender?.end(); // it was stopped, or another page goes on with it
    }
  }
}

function render({ model, el }: RenderProps<Traits>, upload: Upload): () => void {
  const words = element('span', 'cj-note', undefined, { role: 'status' });
  const file = filePicker(([chosen]) => upload.begin(chosen));
  const choose = button('Choose a file on this computer', () => file.click());
  el.append(choose, file, words);
  const draw = (): void => {
    choose.disabled = upload.busy;
    choose.title = upload.busy ? model.get('sentences').busy : '';
    if (upload.lost) {
      say(words, model.get('sentences').lost, 'warn');
    } else {
      say(words, model.get('text'), model.get('tone'));
    }
  };
  draw();
  return upload.show(draw);
}

/** One upload a widget: it goes on though its view be drawn anew. */
export default (): { initialize: Initialize<Traits>; render: Render<Traits> } => {
  let upload: Upload | undefined;
  return {
    initialize({ model }) {
      const made = (upload = new Upload(model));
      return () => made.end();
    },
    render: props => render(props, (upload ??= new Upload(props.model)))
  };
};
