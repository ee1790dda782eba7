// A modal confirmation. The browser's <dialog> keeps the focus inside and closes on Escape.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { button } from './elements/button';
import { element, plain, tooltip, uniqueId } from './elements/element';

interface Ask {
  op: 'ask';
  number: number;
  title: string;
  /** What it is about, one per line. */
  lines: string[];
  /** What is lost. */
  warning: string;
  /** The label of the button. */
  yes: string;
  /** Something is lost. */
  danger: boolean;
}

type Message = Ask | { op: 'close' };

class Question {
  readonly node = element('dialog', 'cj-dialog');
  private readonly _title = element('h2', '', undefined, { id: uniqueId('dialog') });
  private readonly _lines = element('ul', 'cj-dialog-lines');
  private readonly _warning = element('p', '', undefined, { id: uniqueId('dialog') });
  private readonly _cancel = button('Cancel', () => this._answer(false));
  private readonly _yes = button('', () => this._answer(true), 'cj-solid');
  private _number = 0;
  private _before: Element | null = null; // what had the focus

  constructor(private readonly _model: AnyModel) {
    this.node.setAttribute('role', 'alertdialog');
    this.node.setAttribute('aria-labelledby', this._title.id);
    this.node.setAttribute('aria-describedby', this._warning.id);
    const buttons = element('div', 'cj-dialog-buttons');
    buttons.append(this._cancel, this._yes);
    this.node.append(this._title, this._lines, this._warning, buttons);
    this.node.addEventListener('cancel', event => {
      event.preventDefault();
      this._answer(false);
    });
    this.node.addEventListener('keydown', event => event.stopPropagation());
  }

  ask(message: Ask): void {
    this._number = message.number;
    this._title.textContent = plain(message.title);
    this._warning.textContent = plain(message.warning);
    this._yes.textContent = plain(message.yes);
    this._yes.classList.toggle('cj-tone-danger', message.danger);
    this._yes.classList.toggle('cj-tone-primary', !message.danger);
    tooltip(this._yes, message.yes);
    this._lines.replaceChildren(...message.lines.map(line => element('li', '', line)));
    // Two views on one page: the second dialog would cover the first.
    if (this.node.open || document.querySelector('dialog.cj-dialog[open]')) {
      return;
    }
    this._before = document.activeElement;
    this.node.showModal();
    this._cancel.focus();
  }

  private _answer(yes: boolean): void {
    if (!this.node.open) {
      return;
    }
    this.node.close();
    if (this._before instanceof HTMLElement) {
      this._before.focus({ preventScroll: true });
    }
    this._model.send({ op: 'answer', number: this._number, yes });
  }
}

function render({ model, el }: RenderProps): () => void {
  const question = new Question(model);
  el.append(question.node);
  const receive = (message: Message): void => {
    if (message.op === 'close') {
      question.node.close();
    } else if (el.isConnected && el.parentElement?.checkVisibility()) {
      // A view that is not visible (another tab of the same page) must not open.
      question.ask(message);
    }
  };
  model.on('msg:custom', receive);
  return () => {
    model.off('msg:custom', receive);
    question.node.close();
  };
}

export default { render };
