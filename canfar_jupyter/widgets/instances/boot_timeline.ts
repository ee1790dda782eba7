import { element } from '../kit/elements/element';

const SVG = 'http://www.w3.org/2000/svg'; // a name, which nobody asks for
const LEFT = 150;
const WIDTH = 620;
const ROW = 22;

interface Bar {
  name: string;
  /** Seconds since the machine started. */
  start: number;
  /** null: in progress. */
  end: number | null;
}

export interface Timeline {
  bars: Bar[];
  total: number;
  /** What failed, and when. */
  mark: { name: string; at: number } | null;
}

function svg(
  tag: 'svg' | 'g' | 'line' | 'rect' | 'text' | 'title',
  attributes: Record<string, string | number>,
  text?: string
): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, String(value));
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/** A round step between the lines of the scale that gives about five lines. */
export function scaleStep(total: number): number {
  const rough = total / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5].map(n => n * power).find(n => n >= rough) ?? 10 * power;
}

export function barWords({ name, start, end }: Bar): string {
  if (end === null) {
    return `${name}: since ${start.toFixed(1)} s, in progress`;
  }
  if (end === start) {
    return `${name}: at ${start.toFixed(1)} s`;
  }
  return `${name}: ${start.toFixed(1)} to ${end.toFixed(1)} s`;
}

/** The layout of a timeline. */
class Picture {
  readonly height: number;
  private readonly _total: number;

  constructor(private readonly _data: Timeline) {
    this._total = Math.max(_data.total, 1) * 1.04;
    this.height = (_data.bars.length + 1) * ROW + 4;
  }

  scale(): SVGElement[] {
    const step = scaleStep(this._total);
    const lines = Array.from({ length: Math.floor(this._total / step) + 1 }, (_, i) => i * step);
    return lines.flatMap(at => [
      this._upright(at, 'cj-scale'),
      svg(
        'text',
        { x: this._x(at), y: this.height - 6, 'text-anchor': 'middle' },
        `${Number(at.toFixed(2))} s`
      )
    ]);
  }

  bar(bar: Bar, place: number): SVGElement {
    const y = place * ROW + 3;
    const end = bar.end ?? this._data.total;
    const width = Math.max(3, this._x(end) - this._x(bar.start));
    const took = end > bar.start ? end - bar.start : bar.start;
    const box = {
      x: this._x(bar.start),
      y,
      width,
      height: ROW - 6,
      rx: 2,
      class: bar.end === null ? 'cj-bar-open' : 'cj-bar-done'
    };
    const row = svg('g', {});
    row.append(
      svg('title', {}, barWords(bar)),
      svg('text', { x: LEFT - 8, y: y + 12, 'text-anchor': 'end' }, bar.name),
      svg('rect', box),
      svg('text', { x: this._x(bar.start) + width + 5, y: y + 12 }, `${took.toFixed(1)} s`)
    );
    return row;
  }

  mark(at: number, words: string): SVGElement {
    const line = this._upright(at, 'cj-bar-bad');
    line.append(svg('title', {}, words));
    return line;
  }

  private _x(seconds: number): number {
    return LEFT + (seconds / this._total) * (WIDTH - LEFT - 60);
  }

  private _upright(at: number, className: string): SVGElement {
    const x = this._x(at);
    return svg('line', { x1: x, x2: x, y1: 0, y2: this.height - ROW, class: className });
  }
}

/** The stages of a boot as bars, and the same in words for screen readers. */
export function drawTimeline(box: HTMLElement, data: Timeline): void {
  if (!data.bars.length) {
    box.replaceChildren(element('p', 'cj-advice', 'The boot log has no stages yet.'));
    return;
  }
  const marked = data.mark ? `${data.mark.name} at ${data.mark.at.toFixed(1)} s` : '';
  const words = [...data.bars.map(barWords), ...(marked ? [marked] : [])];
  const picture = new Picture(data);
  const root = svg('svg', {
    class: 'cj-timeline',
    viewBox: `0 0 ${WIDTH} ${picture.height}`,
    role: 'img',
    'aria-label': `Timeline of the boot. ${words.join('; ')}.`
  });
  root.append(...picture.scale(), ...data.bars.map((bar, place) => picture.bar(bar, place)));
  if (data.mark) {
    root.append(picture.mark(data.mark.at, marked));
  }
  box.replaceChildren(root);
}
