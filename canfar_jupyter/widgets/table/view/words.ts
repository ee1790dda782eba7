// What a table says to its user: every sentence, in one place.
import { count, inDigits } from '../../kit/elements/numbers';

export const COPIED = 'Copied';
export const NO_CLIPBOARD = 'The browser does not allow copying here.';
export const COPY_ADVICE = 'Click to copy';
export const TITLE_ADVICE =
  'Click to sort, Shift+click to add as a sort key. Drag, or Ctrl+Shift+arrows, to move. ' +
  'Shift+arrows change the width.';
export const EDGE_ADVICE = 'Drag to change the width; double-click to reset it';
export const COLUMNS_ADVICE = 'Show, hide and move columns; row height';
export const EXPORT_ADVICE = 'Copy or download rows';
export const CLEAR_ADVICE = 'Show all rows again';
export const NO_ROOM = 'no room';

export function selected(rows: number): string {
  return `${inDigits(rows)} selected`;
}

export function shownOf(shown: number, total: number): string {
  return `${inDigits(shown)} of ${inDigits(total)}`;
}

export function rowsCopied(rows: number): string {
  return `${count(rows, 'row')} copied`;
}

export function copyRowsLabel(rows: number): string {
  return `Copy ${inRows(rows)} (Ctrl+C)`;
}

export function saveRowsLabel(rows: number): string {
  return `Download ${inRows(rows)} as CSV`;
}

/**
 * Nothing matches.
 *
 * @param what was searched; "": filters of columns
 * @param elsewhere which other groups have matches
 */
export function nothingMatches(what: string, elsewhere: [title: string, rows: number][]): string {
  const others = elsewhere.map(([title, rows]) => `${inDigits(rows)} under ${title}`).join(', ');
  const tried = what === '' ? 'the filters' : `\u201c${what}\u201d`;
  return `Nothing here matches ${tried}.${others ? ` ${others}.` : ''}`;
}

function inRows(rows: number): string {
  return rows === 1 ? '1 row' : `${inDigits(rows)} rows`;
}
