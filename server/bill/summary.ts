import type { Static } from 'typebox';
import type { BillsSummary, summariseBills as endpoint } from '#contract/bill.ts';
import { kilogramsOf } from '#domain/weight.ts';
import { nameOf } from '../bag/answer.ts';
import type { Deps } from '../deps.ts';
import { periodOf } from '../list/period.ts';
import { type SummaryRow, sumBills } from './bill.sql.ts';

/** The sums over the bills created in a period; without one, on the site's today. */
export async function summariseBills(
  { lists, catalogue, config }: Deps,
  query: Static<typeof endpoint.query>,
): Promise<BillsSummary> {
  const { from, to } = periodOf(query, config.timeZone);
  const rows = await lists.run(sumBills, [from, to, config.timeZone]);
  return summaryOf(rows, catalogue.current.usernameById);
}

/** @param rows one for each status and user. */
function summaryOf(
  rows: readonly SummaryRow[],
  usernameById: ReadonlyMap<number, string>,
): BillsSummary {
  const [period] = rows;
  if (period === undefined) throw new Error('a period without bills is a row, too');
  const sum = (of: (row: SummaryRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const byStatus = { new: 0, processing: 0, completed: 0 };
  const byUser: Record<string, number> = {};
  for (const { status, userId, billCount } of rows) {
    if (status !== null) byStatus[status] += billCount;
    const username = nameOf(usernameById, userId);
    if (username !== null) byUser[username] = (byUser[username] ?? 0) + billCount;
  }
  const expectedG = sum((row) => row.expectedWeightG);
  const actualG = sum((row) => row.actualWeightG);
  return {
    from: period.from,
    to: period.to,
    billCount: sum((row) => row.billCount),
    byStatus,
    byUser,
    parentCount: sum((row) => row.parentCount),
    childCount: sum((row) => row.childCount),
    expectedWeightKg: kilogramsOf(expectedG),
    actualWeightKg: kilogramsOf(actualG),
    varianceKg: kilogramsOf(actualG - expectedG),
  };
}
