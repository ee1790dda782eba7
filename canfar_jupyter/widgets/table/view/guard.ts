// What keeps a cell from being a formula: names are untrusted, and "=HYPERLINK(...)" as the name
// of a shared image would run in a spreadsheet. OWASP calls it "CSV injection".

// What a spreadsheet may pass over before the first character that it sees: white space, controls,
// marks of direction, fillers, selectors; and the quote that it takes off a pasted cell.
const UNSEEN = '[\\p{C}\\p{Z}\\p{M}\\p{Default_Ignorable_Code_Point}\\u2800"]*';
const BEGINNING = new RegExp(`^(${UNSEEN})(.?)`, 'su');
// Where ";" separates, the quotes of a cell do not hold: each of its pieces begins a cell.
const PIECES = new RegExp(`([;\\p{Cc}\\p{Zl}\\p{Zp}])(?=${UNSEEN}(.?))`, 'gsu');

/** Whether a character begins a formula, in whichever width or height it is written. */
function begins(character: string): boolean {
  return /^[=+\-@\u2010\u2212]/.test(character.normalize('NFKC'));
}

/** Text that is text to a spreadsheet: an apostrophe goes before what could begin a formula. */
export function guarded(text: string): string {
  const [, unseen = '', first = ''] = BEGINNING.exec(text) ?? [];
  const safe = text
    .slice(unseen.length)
    .replace(PIECES, (_all, separator: string, next: string) =>
      begins(next) ? `${separator}'` : separator
    );
  return `${begins(first) || /[\t\r\n]/.test(unseen) ? "'" : ''}${unseen}${safe}`;
}
