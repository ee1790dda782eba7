import { button } from '../kit/elements/button';
import { element } from '../kit/elements/element';
import { say } from '../kit/status_line';
import { Link, type Screen, type State } from './link';
import type { Message, Model } from './model';
import { WAY_OUT, wayOut } from './way_out';

export interface Parts extends Screen {
  /** Give the keyboard to the console. */
  focus(): void;
}

/**
 * The frame of all consoles: a toolbar, a status line, the screen, and a
 * line that says how to leave it.
 */
export class Frame {
  readonly screen = element('div', 'cj-console-screen', undefined, {
    role: 'application',
    'data-cj-keys': '' // all keys go to the machine; see kit/sheet.ts
  });
  readonly link: Link;
  private readonly _bar = element('div', 'cj-bar', undefined, { role: 'toolbar' });
  private readonly _note = element('p', 'cj-note', undefined, { role: 'status' });
  private readonly _below = element('div');
  private readonly _keyboard: HTMLButtonElement;
  private readonly _again: HTMLButtonElement;
  private readonly _stops: (() => void)[] = [];

  constructor(
    readonly model: Model,
    readonly el: HTMLElement,
    parts: (frame: Frame) => Parts,
    options: { pause: number; slow?: boolean; hint?: string }
  ) {
    const name = model.get('title');
    const title = element('h3', 'cj-heading', name);
    const close = button('Close', () => model.send({ op: 'leave' }));
    close.setAttribute('aria-label', `Close ${name}`);
    close.hidden = !model.get('closable');
    const head = element('div', 'cj-bar');
    head.append(title, element('span', 'cj-spring'), close);
    this._bar.setAttribute('aria-label', name);
    this.screen.setAttribute('aria-label', `Screen, ${name}`);
    const out = `Click into it or press Keyboard to type; press ${WAY_OUT} to leave it.`;
    const advice = element('p', 'cj-advice', [out, options.hint].filter(Boolean).join(' '));
    el.append(head, this._bar, this._note, this._below, this.screen, advice);

    const inside = parts(this);
    this.link = new Link(model, inside, state => this._say(state), options);
    this._keyboard = button('Keyboard', () => inside.focus());
    this._keyboard.title = `Type into the machine; ${WAY_OUT} returns to the page`;
    this._again = button('Reconnect', () => this.link.connect(), 'cj-tone-primary');
    this._bar.prepend(this._keyboard);
    this.add(button('Full size', () => void this._fullSize()));
    this._bar.append(this._again);
    this._stops.push(wayOut(this.screen, () => this._keyboard.focus()));
    this.link.connect();
    if (model.get('closable')) {
      // the user has just pressed a button for it, further up
      requestAnimationFrame(() => el.scrollIntoView({ block: 'nearest' }));
    }
  }

  /** Add something to the toolbar. */
  add(...nodes: HTMLElement[]): void {
    this._bar.append(...nodes);
  }

  /** Insert something between the toolbar and the screen. */
  addBelow(...nodes: HTMLElement[]): void {
    this._below.append(...nodes);
  }

  note(text: string, tone: 'quiet' | 'good' | 'bad' = 'quiet'): void {
    say(this._note, text, tone);
  }

  dispose(): void {
    this.link.dispose();
    for (const stop of this._stops) {
      stop();
    }
  }

  onDispose(stop: () => void): void {
    this._stops.push(stop);
  }

  private _say(state: State): void {
    const bad = state.name === 'closed' || state.name === 'silent';
    const gone = state.name === 'gone';
    this._again.hidden = gone;
    this._keyboard.hidden = gone;
    this.note(state.text, bad ? 'bad' : state.name === 'connected' ? 'good' : 'quiet');
    this.el.dataset.state = state.name;
    this._again.classList.toggle('cj-solid', bad);
  }

  private async _fullSize(): Promise<void> {
    if (document.fullscreenElement === this.el) {
      await document.exitFullscreen();
      return;
    }
    try {
      await this.el.requestFullscreen();
    } catch {
      this.note('This browser does not allow the console to go full screen.', 'bad');
    }
  }
}

/** A button that opens the cloud's own page; its URL is requested on click and never kept. */
export function ownPage(frame: Frame): HTMLButtonElement {
  let page: Window | null = null;
  const open = button("Open cloud's page", () => {
    page = window.open('', '_blank'); // now: a browser lets a click open pages, not a message
    if (page) {
      page.opener = null;
      page.document.title = 'Console';
      page.document.body.textContent = 'Asking the cloud for the console...';
    } else {
      frame.note('This browser blocked the page: allow pop-ups for this site.', 'bad');
      return;
    }
    frame.link.post({ op: 'page' });
  });
  open.title = "Open the cloud's own page with this console";
  const receive = (message: Message): void => {
    if (message.op !== 'page' || message.sid !== frame.link.sid || !page) {
      return;
    }
    if (message.url && /^https?:\/\//.test(message.url)) {
      page.location.replace(message.url);
    } else {
      page.close();
      frame.note(message.text ?? 'The cloud has no page for this console.', 'bad');
    }
    page = null;
  };
  frame.model.on('msg:custom', receive);
  frame.onDispose(() => frame.model.off('msg:custom', receive));
  return open;
}
