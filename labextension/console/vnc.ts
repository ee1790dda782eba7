import RFB from '@novnc/novnc';
import { button, element } from '../../canfar_jupyter/widgets/elements.js';
import type { Channel } from './channel';
import { Frame, ownPage, type Parts } from './frame';
import type { Model } from './model';
import { Paste } from './paste';
import { press, strokes } from './typing';

const PAUSE = 15; // ms between two messages of keys and mouse
const ADVICE = 'Key by key, as on a US keyboard. Nothing of it is kept.';

function screen(frame: Frame): Parts {
  let rfb: RFB | null = null;
  const need = (act: (rfb: RFB) => void) => () => {
    if (rfb && frame.link.state.name === 'connected') {
      act(rfb);
    } else {
      frame.note('The console is not connected: press Reconnect.', 'bad');
    }
  };

  const fit = element('input', '', undefined, { type: 'checkbox' });
  fit.checked = true;
  fit.addEventListener('change', () => {
    if (rfb) {
      rfb.scaleViewport = fit.checked;
    }
  });
  const label = element('label', 'cj-console-fit');
  label.append(fit, ' Fit');

  const paste = new Paste(
    sign => {
      if (!rfb || frame.link.state.name !== 'connected') {
        return false;
      }
      const to = rfb;
      strokes(sign).forEach(stroke => press(stroke, (...key) => to.sendKey(...key)));
      return true;
    },
    (text, tone) => frame.note(text, tone),
    ADVICE
  );
  const picture = (from: RFB): void =>
    from.toBlob(blob => {
      if (blob) {
        save(blob, `${String(frame.model.get('name'))}-console.png`);
      }
    }, 'image/png');

  frame.add(
    button(
      'Ctrl-Alt-Del',
      need(to => to.sendCtrlAltDel())
    ),
    paste.opener,
    button('Screenshot', need(picture)),
    label,
    ownPage(frame)
  );
  frame.addBelow(paste.node);

  return {
    attach(channel: Channel): void {
      rfb = new RFB(frame.screen, channel, { shared: true });
      rfb.background = 'transparent';
      rfb.scaleViewport = fit.checked;
      rfb.showDotCursor = true; // else a machine without a cursor shows none at all
    },
    detach(): void {
      paste.stop();
      const gone = rfb;
      rfb = null;
      gone?.disconnect();
    },
    focus: need(to => to.focus())
  };
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name.replace(/[^\w.-]+/g, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const frame = new Frame(model, el, screen, { pause: PAUSE });
  return () => frame.dispose();
}

export default { render };
