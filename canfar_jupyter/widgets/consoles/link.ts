import { Channel } from './channel';
import type { Message, Wire } from './model';

export const BEAT = 10_000; // ms between two words to the kernel
export const PATIENCE = 25_000; // ms until a kernel that does not answer is said to be silent
export const PAUSES = [1000, 2000, 4000, 8000]; // ms before a lost console is opened again

export interface State {
  /** gone: there is no instance any more to connect to. */
  name: 'connecting' | 'connected' | 'closed' | 'silent' | 'gone';
  text: string;
}

/** The view of a console. */
export interface Screen {
  /** Take a connection that is being established; each attempt has its own. */
  attach(channel: Channel): void;
  detach(): void;
}

/**
 * One view's connection to the console, through the kernel. It has its own id, because other
 * views of the same widget, in this page or another, receive all messages of the kernel. Each attempt
 * requests a new token from the cloud.
 */
export class Link {
  private _sid = '';
  private _channel: Channel | null = null;
  private _state: State = { name: 'closed', text: '' };
  private _plain = false;
  private _worked = false; // since the user asked for it
  private _attempt = 0;
  private _asked: number | null = null; // when the kernel was asked for a sign of life
  private _retry: ReturnType<typeof setTimeout> | undefined;
  private readonly _beat: ReturnType<typeof setInterval>;
  private readonly _leave = (): void => this._end();
  private readonly _receive = (message: Message, buffers: DataView[]): void => {
    if (message.op === 'gone') {
      this._gone(message.text ?? '');
    } else if (message.sid === this._sid) {
      this._take(message, buffers);
    }
  };

  constructor(
    private readonly _model: Wire,
    private readonly _screen: Screen,
    private readonly _say: (state: State) => void,
    private readonly _options: { pause: number; slow?: boolean }
  ) {
    this._model.on('msg:custom', this._receive);
    this._beat = setInterval(() => this._look(), BEAT);
    addEventListener('pagehide', this._leave); // else the machine keeps a viewer that has gone
  }

  get state(): State {
    return this._state;
  }

  get sid(): string {
    return this._sid;
  }

  /** Reconnect at the user's request. */
  connect(): void {
    if (this._state.name === 'gone') {
      return;
    }
    this._worked = false;
    this._attempt = 0;
    this._open('Connecting...');
  }

  /** Disconnect permanently. */
  dispose(): void {
    this._end();
    clearInterval(this._beat);
    removeEventListener('pagehide', this._leave);
    this._model.off('msg:custom', this._receive);
  }

  /** Send a message other than console bytes, as this view. */
  post(message: object, buffers?: ArrayBuffer[]): void {
    this._model.send({ ...message, sid: this._sid }, undefined, buffers);
  }

  private _open(text: string): void {
    this._end();
    this._sid = Array.from(crypto.getRandomValues(new Uint32Array(2))).join('-');
    this._asked = null;
    const sid = this._sid;
    const channel = new Channel((message, buffers) => {
      this._model.send({ ...message, sid }, undefined, buffers);
    }, this._options);
    this._channel = channel;
    this._show('connecting', text);
    this._screen.attach(channel);
    this.post({ op: 'open' });
  }

  /** Drop the connection without telling the user. */
  private _end(): void {
    clearTimeout(this._retry);
    const channel = this._channel;
    this._channel = null; // first: what closes it may call back
    if (channel) {
      this._screen.detach();
      channel.close();
    }
  }

  private _take(message: Message, buffers: DataView[]): void {
    const channel = this._channel;
    if (!channel) {
      return;
    }
    this._asked = null;
    if (this._state.name === 'silent') {
      this._show(...(channel.readyState === 'open' ? this._fine() : CONNECTING));
    }
    if (message.op === 'open') {
      this._plain = message.plain === true;
      channel.open();
      this._show(...this._fine());
    } else if (message.op === 'd') {
      this._worked = true;
      this._attempt = 0;
      if (buffers[0] && !channel.take(message.s, buffers[0])) {
        this._lost();
      }
    } else if (message.op === 'hb' && message.t !== channel.received) {
      this._lost(); // messages keep their order: what is missing by now never comes
    } else if (message.op === 'close') {
      this._closed(message.text ?? '', message.refused === true);
    }
  }

  private _fine(): [State['name'], string] {
    return ['connected', this._plain ? 'Connected, but not encrypted.' : 'Connected.'];
  }

  private _lost(): void {
    this._open('A message from the kernel was lost. Reconnecting...');
  }

  private _closed(text: string, refused: boolean): void {
    this._channel?.shut(text, !refused);
    this._channel = null;
    this._screen.detach();
    const words = `The console closed: ${text}`;
    const pause = this._worked ? PAUSES[this._attempt] : undefined;
    if (pause === undefined) {
      this._show('closed', words);
      return;
    }
    this._attempt += 1;
    const again = `Reconnecting (${this._attempt} of ${PAUSES.length})...`;
    this._show('connecting', `${words} ${again}`);
    this._retry = setTimeout(() => this._open(again), pause);
  }

  /** The instance was terminated: this is the end, whatever was under way. */
  private _gone(text: string): void {
    this._end();
    this._show('gone', text);
  }

  private _look(): void {
    if (!this._channel) {
      return;
    }
    if (this._asked === null) {
      this._asked = performance.now();
    } else if (performance.now() - this._asked >= PATIENCE) {
      this._show('silent', SILENT);
    }
    this.post({ op: 'hb' });
  }

  private _show(name: State['name'], text: string): void {
    this._state = { name, text };
    this._say(this._state);
  }
}

const CONNECTING: [State['name'], string] = ['connecting', 'Connecting...'];
const SILENT =
  'The kernel does not respond: it is busy, or was restarted. If this persists, run the cell again.';
