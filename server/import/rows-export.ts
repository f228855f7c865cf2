import { Readable } from 'node:stream';
import type { ExportFormat } from '#contract/export.ts';
import type { Fate, ImportRow } from '#contract/import.ts';
import type { Deps } from '../deps.ts';
import type { Column } from '../sheet-writer/column.ts';
import { csvOf } from '../sheet-writer/csv.ts';
import { bookOf, sheetOf } from '../sheet-writer/xlsx.ts';
import type { ImportRecord } from './import.sql.ts';
import { allImportRows } from './list.ts';

const COLUMNS: readonly Column<ImportRow>[] = [
  { name: 'sheet', type: 'text', of: ({ sheet }) => sheet },
  { name: 'row', type: 'number', of: ({ row }) => row },
  { name: 'code', type: 'text', of: ({ code }) => code },
  { name: 'fate', type: 'text', of: ({ fate }) => fate },
  { name: 'reason', type: 'text', of: ({ reason }) => reason },
  { name: 'detail', type: 'text', of: ({ detail }) => detail },
  { name: 'into', type: 'text', of: ({ into }) => into },
  { name: 'foreseen', type: 'text', of: ({ foreseen }) => foreseen },
  { name: 'undo', type: 'text', of: ({ undo }) => undo?.fate ?? null },
  { name: 'undo_detail', type: 'text', of: ({ undo }) => undo?.detail ?? null },
];

/** The fates of all rows as a file, streamed. Destroyed, it ends at once. */
export function exportRows(
  deps: Deps,
  record: ImportRecord,
  fate: Fate | undefined,
  format: ExportFormat,
): Readable {
  const rows = allImportRows(deps, record, fate);
  if (format === 'csv') return Readable.from(csvOf(COLUMNS, rows), { objectMode: false });
  const { timeZone } = deps.config;
  return bookOf([sheetOf('rows', COLUMNS, rows)], { timeZone });
}
