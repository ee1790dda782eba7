import { button } from '../kit/elements/button';
import { disclosure } from '../kit/disclosure';
import { element } from '../kit/elements/element';

const PAUSE = 12; // ms; with none at all QEMU loses keys

/** A field for text, and a button that types it, key by key. */
export class Paste {
  readonly opener: HTMLButtonElement;
  readonly node = element('div', 'cj-console-paste');
  private readonly _text = element('textarea', 'cj-input', undefined, {
    'aria-label': 'Text to type into the console',
    rows: '3',
    spellcheck: 'false'
  });
  private _typing = 0; // number of the text that is being typed

  /**
   * @param typeOne types one character; false: the console is not connected
   * @param advice what to know beforehand
   */
  constructor(
    private readonly _typeOne: (sign: string) => boolean,
    private readonly _say: (text: string, tone?: 'quiet' | 'good' | 'bad') => void,
    advice: string
  ) {
    this.opener = disclosure(button('Paste text'), this.node, open => {
      if (open) {
        this._text.focus();
      }
    });
    const act = button('Type it', () => void this._type(), 'cj-solid cj-tone-primary');
    const bar = element('div', 'cj-bar');
    bar.append(act, element('span', 'cj-advice', advice));
    this.node.append(this._text, bar);
  }

  /** Stop typing. */
  stop(): void {
    this._typing += 1;
  }

  private async _type(): Promise<void> {
    const mine = ++this._typing;
    const signs = Array.from(this._text.value.replace(/\r\n?/g, '\n'));
    for (const [i, sign] of signs.entries()) {
      if (mine !== this._typing || !this._typeOne(sign)) {
        this._say(`Stopped after ${i} of ${signs.length} characters.`, 'bad');
        return;
      }
      if (i % 50 === 49) {
        this._say(`Typing: ${i + 1} of ${signs.length} characters...`);
      }
      await new Promise(resolve => setTimeout(resolve, PAUSE));
    }
    this._text.value = ''; // it may have been a password
    this._say('Typed.', 'good');
  }
}
