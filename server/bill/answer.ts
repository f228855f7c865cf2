import type { Bill, BillSummary } from '#contract/bill.ts';
import { parentStatusOf } from '#domain/outcome.ts';
import { weightsOf } from '#domain/weight.ts';
import { nameOf } from '../bag/answer.ts';
import type { ListedBillRow, ShownBillRow } from './bill.sql.ts';

type Names = ReadonlyMap<number, string>;

/** A bill with its parents, as everybody is shown it. */
export function billOf(row: ShownBillRow, usernameById: Names): Bill {
  return { ...billSummaryOf(row, usernameById), parents: row.parents.map(parentOf) };
}

/** A bill as lists show it. */
export function billSummaryOf(row: ListedBillRow, usernameById: Names): BillSummary {
  const { contents, createdBy, version: _version, ...fields } = row;
  return {
    ...fields,
    childCount: contents.reduce((sum, { childCount }) => sum + childCount, 0),
    ...weightsOf(contents),
    createdBy: nameOf(usernameById, createdBy),
  };
}

function parentOf(parent: ShownBillRow['parents'][number]): Bill['parents'][number] {
  const { code, product, childCount, capacity } = parent;
  const { expectedWeightKg, actualWeightKg } = weightsOf([{ ...parent, parentCount: 1 }]);
  const status = parentStatusOf(parent);
  return { code, product, childCount, capacity, status, expectedWeightKg, actualWeightKg };
}
