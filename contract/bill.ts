import { type Static, Type } from 'typebox';
import {
  BILL_CODE_LENGTH_MAX,
  BILL_DESCRIPTION_LENGTH_MAX,
  BILL_FIELD_LENGTH_MAX,
  BILL_TARGET_DEFAULT,
  BILL_TARGET_MAX,
} from '#domain/bill.ts';
import { BILL_STATUSES, PARENT_STATUSES } from '#domain/outcome.ts';
import { SEARCH_LENGTH_MAX } from './bag.ts';
import { endpoint } from './endpoint.ts';
import { REASON_LENGTH_MAX } from './scan.ts';
import { Instant, Nullable, OneOf, pageOf, pageQuery, periodQuery } from './schema.ts';

/** Dispatch documents: what goes to which dealer. */

const tag = 'Bills';

const billCodeParams = Type.Object({
  code: Type.String({ description: 'in any case, percent-encoded: `/` is `%2F`' }),
});

const weights = {
  expectedWeightKg: Type.Number({ description: "parents times their product's expected weight" }),
  actualWeightKg: Type.Number({ description: 'children times their unit weight' }),
};

const billFields = {
  code: Type.String(),
  status: OneOf(BILL_STATUSES),
  target: Type.Integer({ description: 'how many parents it is meant to have' }),
  dealer: Nullable(Type.String()),
  destination: Nullable(Type.String()),
  vehicle: Nullable(Type.String()),
  description: Nullable(Type.String()),
  parentCount: Type.Integer(),
  childCount: Type.Integer(),
  ...weights,
  varianceKg: Type.Number({ description: 'actual less expected' }),
  createdBy: Nullable(Type.String()),
  createdAt: Instant,
  completedAt: Nullable(Instant),
};

/** A bill as lists show it: without its parents. */
const BillSummary = Type.Object(billFields);
export type BillSummary = Static<typeof BillSummary>;

const Bill = Type.Object({
  ...billFields,
  parents: Type.Array(
    Type.Object({
      code: Type.String(),
      product: Type.String(),
      childCount: Type.Integer(),
      capacity: Type.Integer(),
      status: OneOf(PARENT_STATUSES),
      ...weights,
    }),
    { description: 'in the order billed' },
  ),
});
export type Bill = Static<typeof Bill>;

const target = Type.Integer({ minimum: 1, maximum: BILL_TARGET_MAX });
const ShortText = Nullable(Type.String({ maxLength: BILL_FIELD_LENGTH_MAX }));

/** What people fill in; a blank text is the same as null. */
const details = {
  dealer: Type.Optional(ShortText),
  destination: Type.Optional(ShortText),
  vehicle: Type.Optional(ShortText),
  description: Type.Optional(Nullable(Type.String({ maxLength: BILL_DESCRIPTION_LENGTH_MAX }))),
};

const NewBill = Type.Object({
  code: Type.String({
    format: 'bill-code',
    description: `3 to ${BILL_CODE_LENGTH_MAX} of A-Z 0-9 - / . in any case, never used before`,
  }),
  target: Type.Optional({ ...target, default: BILL_TARGET_DEFAULT }),
  ...details,
});
export type NewBill = Static<typeof NewBill>;

const BillEdit = Type.Object({ target: Type.Optional(target), ...details });
export type BillEdit = Static<typeof BillEdit>;

const ifMatch = 'Needs `If-Match` with the `ETag` of the bill as you have read it.';

export const createBill = endpoint({
  method: 'POST',
  path: '/api/v2/bills',
  access: 'editBills',
  tag,
  summary: 'Create a bill',
  body: NewBill,
  response: { 201: Bill },
});

export const getBill = endpoint({
  method: 'GET',
  path: '/api/v2/bills/:code',
  access: 'viewBills',
  tag,
  summary: 'Read a bill',
  description: 'Its `ETag` covers what `PATCH` edits, not what scanning changes.',
  params: billCodeParams,
  response: { 200: Bill },
});

export const editBill = endpoint({
  method: 'PATCH',
  needsIfMatch: true,
  path: '/api/v2/bills/:code',
  access: 'editBills',
  tag,
  summary: 'Edit a bill',
  description: ifMatch,
  params: billCodeParams,
  body: BillEdit,
  response: { 200: Bill },
});

export const completeBill = endpoint({
  method: 'POST',
  path: '/api/v2/bills/:code/complete',
  access: 'editBills',
  tag,
  summary: 'Complete a bill',
  description: 'Locks it and all that is on it. Below its target it needs a reason.',
  params: billCodeParams,
  body: Nullable(
    Type.Object({ reason: Type.Optional(Type.String({ maxLength: REASON_LENGTH_MAX })) }),
  ),
  response: { 200: Bill },
});

export const reopenBill = endpoint({
  method: 'POST',
  path: '/api/v2/bills/:code/reopen',
  access: 'editBills',
  tag,
  summary: 'Reopen a completed bill',
  params: billCodeParams,
  body: Type.Object({
    reason: Type.String({ minLength: 1, maxLength: REASON_LENGTH_MAX, pattern: '\\S' }),
  }),
  response: { 200: Bill },
});

export const deleteBill = endpoint({
  method: 'DELETE',
  path: '/api/v2/bills/:code',
  access: 'administer',
  tag,
  summary: 'Delete an empty bill',
  description: 'Its code is never used again.',
  params: billCodeParams,
  response: { 204: Type.Null() },
});

/** The filters of the list, which the export of bills takes as well. */
export const billFilters = {
  status: Type.Optional(OneOf(BILL_STATUSES)),
  q: Type.Optional(
    Type.String({
      maxLength: SEARCH_LENGTH_MAX,
      description: 'a whole code, then its beginning, then (from 3 characters on) any part',
    }),
  ),
  dealer: Type.Optional(
    Type.String({
      maxLength: BILL_FIELD_LENGTH_MAX,
      description: "how the dealer's name begins, in any case",
    }),
  ),
  ...periodQuery,
  createdBy: Type.Optional(Type.String({ description: 'user name' })),
};

export const listBills = endpoint({
  method: 'GET',
  path: '/api/v2/bills',
  access: 'viewBills',
  tag,
  summary: 'List bills, newest first',
  query: Type.Object({ ...billFilters, ...pageQuery }),
  response: { 200: pageOf(BillSummary) },
});

export const BillsSummary = Type.Object({
  from: Instant,
  to: Instant,
  billCount: Type.Integer(),
  byStatus: Type.Object({
    new: Type.Integer(),
    processing: Type.Integer(),
    completed: Type.Integer(),
  }),
  byUser: Type.Record(Type.String(), Type.Integer(), { description: 'bills by user name' }),
  parentCount: Type.Integer(),
  childCount: Type.Integer(),
  ...weights,
  varianceKg: Type.Number(),
});
export type BillsSummary = Static<typeof BillsSummary>;

export const summariseBills = endpoint({
  method: 'GET',
  path: '/api/v2/bills/summary',
  access: 'viewBills',
  tag,
  summary: 'Sums over the bills created in a period',
  description: "Without `from` and `to`: the site's today.",
  query: Type.Object(periodQuery),
  response: { 200: BillsSummary },
});
