import type { RenderProps } from '@anywidget/types';
import RFB from '@novnc/novnc';
import { button } from '../kit/elements/button';
import { saveFile } from '../kit/elements/clipboard';
import { checkbox, element } from '../kit/elements/element';
import type { Channel } from './channel';
import { Frame, ownPage, type Parts } from './frame';
import type { Traits } from './model';
import { Paste } from './paste';
import { press, strokes } from './typing';

const PAUSE = 15; // ms between two messages of keys and mouse
const ADVICE = 'Typed key by key, as on a US keyboard. The text is not stored.';

/** The VNC screen in a frame. */
class Vnc implements Parts {
  private _rfb: RFB | null = null;
  private readonly _fit = checkbox(true);
  private readonly _paste: Paste;

  constructor(private readonly _frame: Frame) {
    this._fit.addEventListener('change', () => {
      if (this._rfb) {
        this._rfb.scaleViewport = this._fit.checked;
      }
    });
    const fit = element('label', 'cj-console-fit');
    fit.append(this._fit, ' Fit');
    this._paste = new Paste(
      sign => this._type(sign),
      (text, tone) => _frame.note(text, tone),
      ADVICE
    );
    const ctrlAltDel = (): void => this._need(rfb => rfb.sendCtrlAltDel());
    _frame.add(
      button('Ctrl-Alt-Del', ctrlAltDel),
      this._paste.opener,
      button('Screenshot', () => this._need(rfb => this._picture(rfb))),
      fit,
      ownPage(_frame)
    );
    _frame.addBelow(this._paste.node);
  }

  attach(channel: Channel): void {
    const rfb = new RFB(this._frame.screen, channel, { shared: true });
    rfb.background = 'transparent';
    rfb.scaleViewport = this._fit.checked;
    rfb.showDotCursor = true; // else a machine without a cursor shows none at all
    this._rfb = rfb;
  }

  detach(): void {
    this._paste.stop();
    const gone = this._rfb;
    this._rfb = null;
    gone?.disconnect();
  }

  focus(): void {
    this._need(rfb => rfb.focus());
  }

  private get _connected(): RFB | null {
    return this._frame.link.state.name === 'connected' ? this._rfb : null;
  }

  private _need(act: (rfb: RFB) => void): void {
    if (this._connected) {
      act(this._connected);
    } else {
      this._frame.note('The console is not connected: press Reconnect.', 'bad');
    }
  }

  private _type(sign: string): boolean {
    const rfb = this._connected;
    if (!rfb) {
      return false;
    }
    strokes(sign).forEach(stroke => press(stroke, (...key) => rfb.sendKey(...key)));
    return true;
  }

  private _picture(rfb: RFB): void {
    rfb.toBlob(blob => {
      if (blob) {
        const name = this._frame.model.get('name').replace(/[^\w.-]+/g, '_');
        saveFile(`${name}-console.png`, blob);
      }
    }, 'image/png');
  }
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const frame = new Frame(model, el, made => new Vnc(made), { pause: PAUSE });
  return () => frame.dispose();
}

export default { render };
