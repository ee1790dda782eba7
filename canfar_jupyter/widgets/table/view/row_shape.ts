import type { Placed } from './columns';

const CARDS_BELOW = 700; // px of width: below it rows are cards
const ONE_BELOW = 440; // px: below it a card has one short cell a line
const HEIGHTS = { plain: 34, compact: 32, lines: 50 }; // px of a row
const LINE = 22; // px of a line of a card
const AROUND = 13; // px above and below the lines of a card

/** How a row is laid out, and how high it is: the style sheet and the scroll go by this. */
export interface RowShape {
  /** px */
  height: number;
  /** Whether a row has its cells below each other. */
  cards: boolean;
  /** Whether cells have their second line below the first. */
  twoLines: boolean;
  /** Lines of a card, and of its first cell. */
  lines: number;
  nameLines: number;
  /** Short cells beside each other in a card. */
  perLine: number;
}

/** @param room px; 0: not known yet */
export function rowShape(shown: Placed[], compact: boolean, room: number): RowShape {
  const has = shown.some(({ column }) => column.kind === 'lines');
  if (areCards(room)) {
    const perLine = besideIn(room);
    const nameLines = shown.some(({ column, index }) => index === 0 && column.kind === 'lines')
      ? 2
      : 1;
    const lines = nameLines + linesOf(shown, perLine);
    const height = lines * LINE + AROUND;
    return { height, cards: true, twoLines: true, lines, nameLines, perLine };
  }
  const height = compact ? HEIGHTS.compact : has ? HEIGHTS.lines : HEIGHTS.plain;
  const twoLines = has && !compact;
  return { height, cards: false, twoLines, lines: 1, nameLines: 1, perLine: 1 };
}

export function areCards(room: number): boolean {
  return room > 0 && room < CARDS_BELOW;
}

/** Short cells beside each other in a card. */
export function besideIn(room: number): number {
  return room < ONE_BELOW ? 1 : 2;
}

/** Lines that the cells after the name take: a badge has two of its own. */
function linesOf(shown: Placed[], perLine: number): number {
  let lines = 0;
  let beside = 0; // short cells in the open line
  for (const { column, index } of shown) {
    if (index === 0) {
      continue;
    }
    if (column.kind === 'badge' || column.kind === 'lines') {
      lines += 2;
      beside = 0;
    } else {
      lines += beside === 0 ? 1 : 0;
      beside = (beside + 1) % perLine;
    }
  }
  return lines;
}
