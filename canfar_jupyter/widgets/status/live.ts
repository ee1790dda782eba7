import { element } from '../kit/elements/element';
import { whileSeen } from '../kit/elements/heartbeat';
import type { Model } from './header_model';

const ASK_MS = 5000;
const WORDS = { live: 'live', stale: 'not up to date', ago: (s: number) => `, ${s} s ago` };

/** Whether the page is up to date, and how long ago the instances were read. */
export class Live {
  readonly node = element('span', 'cj-live');
  private readonly _state = element('span', '', undefined, { role: 'status' });
  // seconds would be read out one by one
  private readonly _ago = element('span', 'cj-ago', undefined, { 'aria-hidden': 'true' });
  private _readAt: number | null = null; // on this page's clock

  constructor(private readonly _model: Model) {
    this.node.append(this._state, this._ago);
    _model.on('change:stale', () => this._draw());
    _model.on('msg:custom', (message: { op?: string; seconds?: number | null }) => {
      if (message.op === 'age') {
        const { seconds } = message;
        this._readAt = typeof seconds === 'number' ? performance.now() - 1000 * seconds : null;
        this._draw();
      }
    });
    this._draw();
    this._ask();
  }

  /** Count the seconds while they are seen; returns a function that ends it. */
  count(): () => void {
    const ends = [
      whileSeen(this.node, ASK_MS, () => this._ask()),
      whileSeen(this.node, 1000, () => this._draw())
    ];
    return () => ends.forEach(end => end());
  }

  private _ask(): void {
    this._model.send({ op: 'age' });
  }

  private _draw(): void {
    const stale = this._model.get('stale') !== '';
    const words = stale ? WORDS.stale : WORDS.live;
    if (this._state.textContent !== words) {
      this._state.textContent = words; // said once
    }
    const seconds = this._readAt === null ? null : performance.now() - this._readAt;
    this._ago.textContent =
      seconds === null ? '' : WORDS.ago(Math.max(0, Math.round(seconds / 1000)));
    this.node.classList.toggle('cj-tone-warn', stale);
  }
}
