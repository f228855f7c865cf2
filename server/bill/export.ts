import type { BillSummary } from '#contract/bill.ts';
import type { BillsExportQuery } from '#contract/export.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { Column, RowSource } from '../sheet-writer/column.ts';
import { billSummaryOf } from './answer.ts';
import type { ListedBillRow } from './bill.sql.ts';
import { wholeListText } from './list.ts';

/** All bills that the list would show, newest first. */
export function billsToExport(
  query: BillsExportQuery,
  { usernameById }: CatalogueSnapshot,
  timeZone: string,
): RowSource<ListedBillRow, BillSummary> {
  const itemOf = (row: ListedBillRow) => billSummaryOf(row, usernameById);
  return { ...wholeListText(query, usernameById, timeZone), itemOf, columns: COLUMNS };
}

/** The first six are those of an import. */
const COLUMNS: readonly Column<BillSummary>[] = [
  { name: 'bill_id', type: 'text', of: ({ code }) => code },
  { name: 'description', type: 'text', of: ({ description }) => description },
  { name: 'parent_bag_count', type: 'number', of: ({ target }) => target },
  { name: 'dealer', type: 'text', of: ({ dealer }) => dealer },
  { name: 'destination', type: 'text', of: ({ destination }) => destination },
  { name: 'vehicle', type: 'text', of: ({ vehicle }) => vehicle },
  { name: 'status', type: 'text', of: ({ status }) => status },
  { name: 'parents', type: 'number', of: ({ parentCount }) => parentCount },
  { name: 'children', type: 'number', of: ({ childCount }) => childCount },
  { name: 'expected_weight_kg', type: 'number', of: (bill) => bill.expectedWeightKg },
  { name: 'actual_weight_kg', type: 'number', of: (bill) => bill.actualWeightKg },
  { name: 'variance_kg', type: 'number', of: ({ varianceKg }) => varianceKg },
  { name: 'created_by', type: 'text', of: ({ createdBy }) => createdBy },
  { name: 'created_at', type: 'instant', of: ({ createdAt }) => createdAt },
  { name: 'completed_at', type: 'instant', of: ({ completedAt }) => completedAt },
];
