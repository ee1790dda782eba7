import { element } from './element';

const UNKNOWN = '30%'; // of the bar, which goes to and fro

/** A progress bar. */
export class Progress {
  readonly node: HTMLDivElement;
  private readonly _fill = element('span', 'cj-fill');

  constructor(className = '') {
    this.node = element('div', `cj-track ${className}`.trim(), undefined, {
      role: 'progressbar',
      'aria-valuemin': '0',
      'aria-valuemax': '100'
    });
    this.node.append(this._fill);
  }

  /**
   * @param label what is in progress
   * @param share from 0 to 1; null: not known
   */
  show(label: string, share: number | null): void {
    this.node.setAttribute('aria-label', label);
    this.node.classList.toggle('cj-unknown', share === null);
    this._fill.style.width = share === null ? UNKNOWN : `${100 * share}%`;
    if (share === null) {
      this.node.removeAttribute('aria-valuenow');
    } else {
      this.node.setAttribute('aria-valuenow', String(Math.round(100 * share)));
    }
  }
}
