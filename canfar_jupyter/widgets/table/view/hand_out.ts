// Export of rows: to a spreadsheet through the clipboard, or as a file.
import { copyText, saveFile } from '../../kit/elements/clipboard';
import { count } from '../../kit/elements/numbers';
import type { Row } from './cells';
import { type Shown, asCsv, asTsv } from './export';

/** Copy rows; returns the message to show. */
export async function copyRows(shown: Shown, rows: Row[]): Promise<string> {
  const done = await copyText(asTsv(shown, rows));
  return done
    ? `${count(rows.length, 'row')} copied`
    : 'The browser does not allow copying here: use CSV.';
}

export function saveRows(label: string, shown: Shown, rows: Row[]): void {
  const file = new Blob([asCsv(shown, rows)], { type: 'text/csv;charset=utf-8' });
  saveFile(`${label.toLowerCase()}.csv`, file);
}
