import { element } from '../../kit/elements/element';

const TOLD_MS = 2500;

/** Says what was just done, over the table: nothing moves for it. */
export class Told {
  readonly node = element('div', 'cj-told', '', { role: 'status' });
  private _ends: ReturnType<typeof setTimeout> | undefined;

  /** @param near what it is about; without, it stands at the lower end of the table */
  say(text: string, near?: Element): void {
    clearTimeout(this._ends);
    this.node.textContent = text;
    this.node.classList.toggle('cj-told-near', near !== undefined);
    this._place(near);
    this._ends = setTimeout(() => {
      this.node.textContent = '';
    }, TOLD_MS);
  }

  private _place(near: Element | undefined): void {
    const table = this.node.parentElement?.getBoundingClientRect();
    const at = near?.getBoundingClientRect();
    this.node.style.left = table && at ? `${at.left - table.left}px` : '';
    this.node.style.top = table && at ? `${at.top - table.top}px` : '';
  }
}
