// How wide columns are: pure, so that no text is cut beside free space.
import { type Column, type Kind, type Lines, type Row, type Value, cellOf, inWords } from './cells';

const AROUND = 18; // px beside the text of a cell
const MOST = 420; // px that a column asks for, however long its text
const FIRST = 7.2; // px of a character: of a first line, of usual text,
const USUAL = 6.8;
const SECOND = 6.1; // of a second line,
const CODE = 7.9; // of code
const PILL = 22; // px beside the words of a pill
const FRAME = 14; // px of the frame of code
const BETWEEN = 8; // px
const TOOLS = 38; // px beside a title: the sort's sign and number, the filter
const FIXED: Kind[] = ['number', 'bytes', 'age']; // their least width is enough

/** A column that takes part in sharing the width. */
export interface Sharing {
  /** px */
  least: number;
  /** Share of what is left. */
  grow: number;
  /** px that would show all of it. */
  wish: number;
}

/**
 * Share the width by `grow`; what columns do not need goes to those whose text would be cut.
 *
 * @param room px
 */
export function shared(columns: Sharing[], room: number): number[] {
  const sum = (of: number[]): number => of.reduce((total, one) => total + one, 0);
  const left = Math.max(0, room - sum(columns.map(({ least }) => least)));
  const grown = sum(columns.map(({ grow }) => grow)) || 1;
  const even = columns.map(({ least, grow }) => least + (left * grow) / grown);
  const lacking = columns.map(({ wish }, at) => Math.max(0, wish - (even[at] ?? 0)));
  const spare = columns.map(({ wish }, at) => Math.max(0, (even[at] ?? 0) - wish));
  const moved = Math.min(sum(lacking), sum(spare));
  const part = (of: number[], at: number): number =>
    moved === 0 ? 0 : ((of[at] ?? 0) * moved) / sum(of);
  return even.map((px, at) => Math.floor(px + part(lacking, at) - part(spare, at)));
}

/**
 * How wide a column would have to be to show its title and its texts.
 *
 * @param widestText px, as `widest` returns it
 */
export function wishOf(
  { title, width }: Pick<Column, 'title' | 'width'>,
  widestText: number
): number {
  return Math.max(title.length * FIRST + AROUND + TOOLS, widestText || width);
}

/** The widest text of a column among rows, px; 0: its least width is enough. */
export function widest(kind: Kind, index: number, rows: Iterable<Row>, compact: boolean): number {
  let px = 0;
  if (!FIXED.includes(kind)) {
    for (const row of rows) {
      px = Math.max(px, textWidth(kind, cellOf(row, index), compact));
      if (px >= MOST) {
        return MOST;
      }
    }
  }
  return px;
}

function textWidth(kind: Kind, value: Value, compact: boolean): number {
  if (kind === 'lines' && Array.isArray(value)) {
    const [first, second = ''] = value as Lines;
    return AROUND + together(first.length * FIRST, second.length * SECOND, compact);
  }
  if (kind === 'badge' && Array.isArray(value)) {
    const [text, , , detail = '', , label = ''] = value;
    const below = (detail.length + (label ? label.length + 3 : 0)) * SECOND;
    return AROUND + together(text.length * USUAL + PILL, below, compact);
  }
  const text = inWords(kind, value, 0);
  return AROUND + (kind === 'code' ? text.length * CODE + FRAME : text.length * USUAL);
}

function together(first: number, second: number, beside: boolean): number {
  return beside ? first + BETWEEN + second : Math.max(first, second);
}
