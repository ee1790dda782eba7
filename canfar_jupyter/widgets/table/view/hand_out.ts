// Export of rows: to a spreadsheet through the clipboard, or as a file.
import { copyText, saveFile } from '../../kit/elements/clipboard';
import type { Row } from './cells';
import { type Shown, asCsv, asTsv } from './export';
import { NO_CLIPBOARD, rowsCopied } from './words';

/** Copy rows; returns the message to show. */
export async function copyRows(shown: Shown, rows: Row[]): Promise<string> {
  const done = await copyText(asTsv(shown, rows));
  return done ? rowsCopied(rows.length) : NO_CLIPBOARD;
}

export function saveRows(label: string, shown: Shown, rows: Row[]): void {
  const file = new Blob([asCsv(shown, rows)], { type: 'text/csv;charset=utf-8' });
  saveFile(`${label.toLowerCase()}.csv`, file);
}
