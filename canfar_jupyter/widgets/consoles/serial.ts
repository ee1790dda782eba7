import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import css from '@xterm/xterm/css/xterm.css';
import { button } from '../kit/elements/button';
import { element } from '../kit/elements/element';
import type { RenderProps } from '@anywidget/types';
import type { Channel } from './channel';
import { Frame, type Parts } from './frame';
import type { Traits } from './model';

const PAUSE = 5; // ms between two messages of keys
const QUIET = 5000; // ms without a byte after which it may be in use elsewhere
const IN_USE =
  'Connected, but no output: press Enter. If there is still none, it may be in use ' +
  'elsewhere: only one connection at a time is possible.';
const HINT = 'Nothing is shown until the machine writes something: press Enter.';

/** A terminal in a frame. */
class Serial implements Parts {
  private readonly _terminal: Terminal;
  private _channel: Channel | null = null;
  private _quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly _frame: Frame) {
    const font = getComputedStyle(_frame.el).getPropertyValue('--jp-code-font-family');
    this._terminal = new Terminal({
      scrollback: 5000,
      screenReaderMode: true,
      fontFamily: font || 'monospace'
    });
    this._fit();
    const encoder = new TextEncoder();
    this._terminal.onData(text => {
      if (this._channel?.readyState === 'open') {
        this._channel.send(encoder.encode(text));
      }
    });
    _frame.add(button('Clear', () => this._terminal.clear()));
    _frame.onDispose(() => this._terminal.dispose());
  }

  attach(channel: Channel): void {
    this._channel = channel;
    channel.onopen = () => {
      this._terminal.reset();
      this._quiet = setTimeout(() => this._frame.note(IN_USE), QUIET);
    };
    channel.onmessage = ({ data }) => {
      if (this._quiet !== undefined) {
        this._hush();
        this._frame.note('Connected.', 'good');
      }
      const copy = data.slice(); // xterm keeps it until it is parsed
      this._terminal.write(copy, () => channel.done(copy.length));
    };
  }

  detach(): void {
    this._hush();
    this._channel = null;
  }

  focus(): void {
    this._terminal.focus();
  }

  private _hush(): void {
    clearTimeout(this._quiet);
    this._quiet = undefined;
  }

  /** Put the terminal on the screen, as large as that is. */
  private _fit(): void {
    const { el, screen } = this._frame;
    const fit = new FitAddon();
    this._terminal.loadAddon(fit);
    el.prepend(element('style', '', css));
    this._terminal.open(screen);
    const watch = new ResizeObserver(() => {
      if (screen.clientHeight) {
        fit.fit();
      }
    });
    watch.observe(screen);
    this._frame.onDispose(() => watch.disconnect());
  }
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const frame = new Frame(model, el, made => new Serial(made), {
    pause: PAUSE,
    slow: true,
    hint: HINT
  });
  return () => frame.dispose();
}

export default { render };
