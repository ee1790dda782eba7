const MOST = 2000; // places that are marked

/** Matches of `wanted` in the text nodes of `root`, ignoring case. */
function rangesOf(root: Node, wanted: string): Range[] {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const needle = wanted.toLowerCase();
  for (let node = walker.nextNode(); node && ranges.length < MOST; node = walker.nextNode()) {
    const text = node.textContent?.toLowerCase() ?? '';
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + needle.length);
      ranges.push(range);
      if (ranges.length >= MOST) {
        break;
      }
    }
  }
  return ranges;
}

/** Finds words in a log without changing its elements: the browser highlights the ranges. */
export class LogSearch {
  private _ranges: Range[] = [];
  private _at = -1;
  private _wanted = '';

  constructor(
    private readonly _pre: HTMLElement,
    private readonly _say: (words: string) => void
  ) {}

  find(wanted: string): void {
    if (wanted !== this._wanted) {
      this._at = -1;
    }
    this._wanted = wanted;
    this._ranges = wanted ? rangesOf(this._pre, wanted) : [];
    this._paint();
    this._say(this._inWords());
  }

  /** Search again, because the text has changed. */
  again(): void {
    if (this._wanted) {
      this.find(this._wanted);
    }
  }

  step(direction: 1 | -1): void {
    const many = this._ranges.length;
    if (!many) {
      return;
    }
    const first = direction > 0 ? 0 : many - 1;
    this._at = this._at < 0 ? first : (this._at + direction + many) % many;
    this._paint();
    const box = this._ranges[this._at]?.getBoundingClientRect();
    const frame = this._pre.getBoundingClientRect();
    this._pre.scrollTop += (box?.top ?? 0) - frame.top - frame.height / 2;
    this._say(this._inWords());
  }

  private _inWords(): string {
    const many = this._ranges.length;
    if (!this._wanted) {
      return '';
    }
    if (!many) {
      return 'not found';
    }
    const more = many >= MOST ? '+' : '';
    return this._at < 0 ? `${many}${more} found` : `${this._at + 1} of ${many}${more}`;
  }

  private _paint(): void {
    if (!('highlights' in CSS)) {
      return; // an old browser scrolls to the places all the same
    }
    CSS.highlights.set('cj-found', new Highlight(...this._ranges));
    const here = this._ranges[this._at];
    CSS.highlights.set('cj-found-here', here ? new Highlight(here) : new Highlight());
  }
}
