import type { ScansExportQuery } from '#contract/export.ts';
import type { LedgerEntry } from '#contract/scan.ts';
import type { Actor } from '#domain/permission.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { Column, RowSource } from '../sheet-writer/column.ts';
import { type LedgerRow, noLedgerText, wholeLedgerText } from './ledger.sql.ts';
import { entryOf, filtersOf } from './ledger.ts';

/** All of the ledger that the list would show, newest first. */
export function scansToExport(
  query: ScansExportQuery,
  person: Actor,
  names: CatalogueSnapshot,
  timeZone: string,
): RowSource<LedgerRow, LedgerEntry> {
  const filters = filtersOf(query, person, names, timeZone);
  const found = filters === null ? noLedgerText() : wholeLedgerText(filters);
  return { ...found, itemOf: (row) => entryOf(row, names), columns: COLUMNS };
}

const COLUMNS: readonly Column<LedgerEntry>[] = [
  { name: 'received_at', type: 'instant', of: ({ receivedAt }) => receivedAt },
  { name: 'scanned_at', type: 'instant', of: ({ scannedAt }) => scannedAt },
  { name: 'action', type: 'text', of: ({ action }) => action },
  { name: 'outcome', type: 'text', of: ({ outcome }) => outcome },
  { name: 'tone', type: 'text', of: ({ tone }) => tone },
  { name: 'code', type: 'text', of: ({ code }) => code },
  { name: 'parent', type: 'text', of: ({ parent }) => parent },
  { name: 'bill', type: 'text', of: ({ bill }) => bill },
  { name: 'user', type: 'text', of: ({ by }) => by },
  { name: 'station', type: 'text', of: ({ station }) => station },
  { name: 'reason', type: 'text', of: ({ reason }) => reason },
  { name: 'raw', type: 'text', of: ({ raw }) => raw },
  { name: 'id', type: 'text', of: ({ id }) => id },
];
