import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import css from '@xterm/xterm/css/xterm.css';
import { button, element } from '../../canfar_jupyter/widgets/elements.js';
import type { Channel } from './channel';
import { Frame, type Parts } from './frame';
import type { Model } from './model';

const PAUSE = 5; // ms between two messages of keys
const QUIET = 5000; // ms without a byte after which somebody else may have it
const IN_USE =
  'Connected, but nothing comes: press Enter. If that shows nothing either, it may be in use ' +
  'elsewhere, for only one may have it at a time.';
const HINT = 'Nothing is shown until the machine writes something: press Enter.';

function screen(frame: Frame): Parts {
  const terminal = new Terminal({
    scrollback: 5000,
    screenReaderMode: true,
    fontFamily: getComputedStyle(frame.el).getPropertyValue('--jp-code-font-family') || 'monospace'
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  const sheet = element('style', '', css);
  frame.el.prepend(sheet);
  terminal.open(frame.screen);
  const watch = new ResizeObserver(() => {
    if (frame.screen.clientHeight) {
      fit.fit();
    }
  });
  watch.observe(frame.screen);

  const encoder = new TextEncoder();
  let channel: Channel | null = null;
  let quiet: ReturnType<typeof setTimeout> | undefined;
  terminal.onData(text => {
    if (channel?.readyState === 'open') {
      channel.send(encoder.encode(text));
    }
  });
  frame.add(button('Clear', () => terminal.clear()));
  frame.onDispose(() => {
    watch.disconnect();
    terminal.dispose();
  });

  return {
    attach(made: Channel): void {
      channel = made;
      made.onopen = () => {
        terminal.reset();
        quiet = setTimeout(() => frame.note(IN_USE), QUIET);
      };
      made.onmessage = ({ data }) => {
        if (quiet !== undefined) {
          clearTimeout(quiet);
          quiet = undefined;
          frame.note('Connected.', 'good');
        }
        const copy = data.slice(); // xterm keeps it until it is parsed
        terminal.write(copy, () => made.done(copy.length));
      };
    },
    detach(): void {
      clearTimeout(quiet);
      quiet = undefined;
      channel = null;
    },
    focus: () => terminal.focus()
  };
}

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const frame = new Frame(model, el, screen, { pause: PAUSE, slow: true, hint: HINT });
  return () => frame.dispose();
}

export default { render };
