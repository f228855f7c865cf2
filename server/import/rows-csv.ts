import type { Fate, ImportRow } from '#contract/import.ts';
import type { Deps } from '../deps.ts';
import type { ImportRecord } from './import.sql.ts';
import { allImportRows } from './list.ts';

const COLUMNS = [
  'sheet',
  'row',
  'code',
  'fate',
  'reason',
  'detail',
  'into',
  'foreseen',
  'undo',
  'undo_detail',
];

/** The fates of all rows as CSV (RFC 4180), with a byte order mark: Excel takes it for UTF-8. */
export async function* rowsCsv(
  deps: Deps,
  record: ImportRecord,
  fate: Fate | undefined,
): AsyncGenerator<string> {
  yield `\ufeff${COLUMNS.join(',')}\r\n`;
  for await (const rows of allImportRows(deps, record, fate)) yield rows.map(lineOf).join('');
}

function lineOf(row: ImportRow): string {
  const { sheet, code, fate, reason, detail, into, foreseen, undo } = row;
  const texts = [sheet, String(row.row), code, fate, reason, detail, into, foreseen];
  return `${[...texts, undo?.fate, undo?.detail].map(fieldOf).join(',')}\r\n`;
}

/** A cell that a spreadsheet would take for a formula is made a text (OWASP, CSV injection). */
function fieldOf(text: string | null | undefined): string {
  const value = text ?? '';
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
