const HIDDEN_MS = 100; // until a hidden page is drawn, which has no frames

/** Draws at the next frame: once, whatever happened in between. */
export class NextFrame {
  private _due: 'paint' | 'rebuild' | null = null;

  constructor(
    private readonly _paint: () => void,
    private readonly _rebuild: () => void
  ) {}

  /** @param rebuild whether the rows or their order may have changed */
  schedule(rebuild: boolean): void {
    const waiting = this._due !== null;
    if (this._due !== 'rebuild') {
      this._due = rebuild ? 'rebuild' : 'paint';
    }
    if (waiting) {
      return;
    }
    const run = (): void => this.now();
    if (document.visibilityState === 'visible') {
      requestAnimationFrame(run);
    } else {
      setTimeout(run, HIDDEN_MS);
    }
  }

  /** Draw what is due. */
  now(): void {
    const due = this._due;
    this._due = null;
    if (due === 'rebuild') {
      this._rebuild();
    } else if (due === 'paint') {
      this._paint();
    }
  }
}
