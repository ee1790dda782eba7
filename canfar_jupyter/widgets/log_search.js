// Finding words in a log without touching its elements: the browser paints the ranges.
const MOST = 2000; // places that are marked

// Return where `wanted` is in the text nodes of `root`, as ranges; case does not matter.
function rangesOf(root, wanted) {
  const ranges = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const needle = wanted.toLowerCase();
  for (let node = walker.nextNode(); node && ranges.length < MOST; node = walker.nextNode()) {
    const text = node.data.toLowerCase();
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + needle.length);
      ranges.push(range);
      if (ranges.length >= MOST) break;
    }
  }
  return ranges;
}

export class LogSearch {
  constructor(pre, say) {
    this.pre = pre;
    this.say = say;
    this.ranges = [];
    this.at = -1;
    this.wanted = "";
  }

  find(wanted) {
    if (wanted !== this.wanted) this.at = -1;
    this.wanted = wanted;
    this.ranges = wanted ? rangesOf(this.pre, wanted) : [];
    this.paint();
    this.say(this.inWords());
  }

  step(direction) {
    const many = this.ranges.length;
    if (!many) return;
    this.at = this.at < 0 ? (direction > 0 ? 0 : many - 1) : (this.at + direction + many) % many;
    this.paint();
    const box = this.ranges[this.at].getBoundingClientRect();
    const frame = this.pre.getBoundingClientRect();
    this.pre.scrollTop += box.top - frame.top - frame.height / 2;
    this.say(this.inWords());
  }

  inWords() {
    const many = this.ranges.length;
    if (!this.wanted) return "";
    if (!many) return "not found";
    const more = many >= MOST ? "+" : "";
    return this.at < 0 ? `${many}${more} found` : `${this.at + 1} of ${many}${more}`;
  }

  paint() {
    if (!CSS.highlights) return; // an old browser scrolls to the places all the same
    CSS.highlights.set("cj-found", new Highlight(...this.ranges));
    const here = this.ranges[this.at];
    CSS.highlights.set("cj-found-here", here ? new Highlight(here) : new Highlight());
  }
}
