// A console log: text only, follows its end, and requests more while it is visible.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { copyFrom, saveFile } from '../kit/elements/clipboard';
import { checkbox, element } from '../kit/elements/element';
import { whileSeen } from '../kit/elements/heartbeat';
import { LogSearch } from './log_search';
import { type Style, pieces, withoutColours } from './sgr';

const AGAIN_MS = 3000;
const NEAR = 4; // px from the end that still are the end
const FIRST = '1000'; // lines
const LINES: [value: string, words: string][] = [
  ['35', 'Last 35 lines'],
  ['200', 'Last 200 lines'],
  [FIRST, 'Last 1,000 lines'],
  ['', 'All lines']
];
const KEPT = 'The cloud keeps only the newest part of a log; what was read here is kept.';

interface Traits {
  title: string;
  note: string;
  /** Name of the instance, for the name of the file. */
  name: string;
}

type Model = AnyModel<Traits>;

type Message =
  { op: 'all'; text: string; cut: boolean } | { op: 'more' | 'facts' | 'save'; text: string };

/** The text, and whether it follows the end. */
class LogText {
  readonly node = element('pre', 'cj-log-text', undefined, { tabindex: '0', role: 'region' });
  readonly follow = checkbox(true);
  private _style: Style | undefined;

  constructor() {
    // Scrolling up stops following; scrolling to the end resumes it.
    this.node.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.node;
      this.follow.checked = scrollTop + clientHeight >= scrollHeight - NEAR;
    });
    this.follow.addEventListener('change', () => this.toEnd());
  }

  clear(): void {
    this.node.replaceChildren();
    this._style = undefined;
  }

  add(text: string): void {
    const { found, style } = pieces(text, this._style);
    this._style = style;
    this.node.append(
      ...found.map(([part, classes]) => (classes ? element('span', classes, part) : part))
    );
  }

  toEnd(): void {
    if (this.follow.checked) {
      this.node.scrollTop = this.node.scrollHeight;
    }
  }
}

class LogView {
  readonly text = new LogText();
  private readonly _facts = element('p', 'cj-log-facts', '', { role: 'status' });
  private readonly _cut = element('p', 'cj-advice', 'Earlier lines are not shown.');
  private readonly _found = element('span', 'cj-log-found', '', { role: 'status' });
  private readonly _finder = new LogSearch(this.text.node, words => {
    this._found.textContent = words;
  });

  constructor(
    private readonly _model: Model,
    el: HTMLElement
  ) {
    this._cut.hidden = true;
    const kept = element('p', 'cj-advice', KEPT);
    el.append(this._bar(), this._facts, this._cut, this.text.node, kept);
  }

  receive(message: Message): void {
    if (message.op === 'facts') {
      this._facts.textContent = message.text;
      return;
    }
    if (message.op === 'save') {
      save(this._model.get('name'), message.text);
      return;
    }
    if (message.op === 'all') {
      this.text.clear();
      this._cut.hidden = !message.cut;
    }
    this.text.add(message.text);
    this._finder.again();
    this.text.toEnd();
  }

  private _bar(): HTMLElement {
    const title = element('h3', 'cj-heading');
    const note = element('span', 'cj-count', '', { role: 'status' });
    const follow = element('label', 'cj-check');
    follow.append(this.text.follow, ' Follow');
    const bar = element('div', 'cj-bar');
    bar.append(title, note, this._found, this._search(), follow, this._lines(), ...this._buttons());
    const draw = (): void => {
      title.textContent = this._model.get('title');
      note.textContent = this._model.get('note');
      this.text.node.setAttribute('aria-label', this._model.get('title'));
    };
    this._model.on('change:title change:note', draw);
    draw();
    return bar;
  }

  private _search(): HTMLElement {
    const search = element('input', 'cj-input cj-log-search', undefined, {
      type: 'search',
      placeholder: 'Search',
      'aria-label': 'Search in the log'
    });
    search.addEventListener('input', () => this._finder.find(search.value));
    search.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        event.preventDefault();
        this._finder.step(event.shiftKey ? -1 : 1);
      }
    });
    return search;
  }

  private _lines(): HTMLElement {
    const lines = element('select', 'cj-input cj-log-lines', undefined, { 'aria-label': 'Show' });
    lines.append(...LINES.map(([value, words]) => element('option', '', words, { value })));
    lines.value = FIRST;
    lines.addEventListener('change', () =>
      this._model.send({ op: 'lines', lines: lines.value ? Number(lines.value) : null })
    );
    return lines;
  }

  private _buttons(): HTMLElement[] {
    const refresh = button('Refresh', () => this._model.send({ op: 'refresh' }));
    const copy = button('Copy', () => void copyFrom(this.text.node, copy));
    const download = button('Download', () => this._model.send({ op: 'save' }));
    return [refresh, copy, download];
  }
}

function save(name: string, text: string): void {
  const stem = name.replace(/[^\w.-]+/g, '-') || 'console';
  saveFile(`${stem}.log`, new Blob([withoutColours(text)], { type: 'text/plain' }));
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const log = new LogView(model, el);
  const receive = (message: Message): void => log.receive(message);
  model.on('msg:custom', receive);
  const stop = whileSeen(el, AGAIN_MS, () => {
    if (log.text.follow.checked) {
      model.send({ op: 'refresh' });
    }
  });
  model.send({ op: 'hello' });
  return () => {
    stop();
    model.off('msg:custom', receive);
  };
}

export default { render };
