import { type Static, Type } from 'typebox';
import { BILL_STATUSES } from '#domain/outcome.ts';
import { Bag, bagCodeParams, Children } from './bag.ts';
import { endpoint } from './endpoint.ts';
import { Instant, Nullable, OneOf } from './schema.ts';

/** Where a bag came from and where it went: everything in one call. */

/** More has never happened to one bag; `truncated` says when only the newest of it are shown. */
export const TIMELINE_SCANS_MAX = 1_000;

const TracedBill = Type.Object({
  code: Type.String(),
  status: OneOf(BILL_STATUSES),
  dealer: Nullable(Type.String()),
  destination: Nullable(Type.String()),
  vehicle: Nullable(Type.String()),
  completedAt: Nullable(Instant),
});

const TimelineEntry = Type.Object({
  scannedAt: Instant,
  receivedAt: Instant,
  action: Type.String(),
  outcome: Type.String(),
  by: Nullable(Type.String()),
  station: Nullable(Type.String()),
  parent: Nullable(Type.String()),
  bill: Nullable(Type.String()),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

const Trace = Type.Object({
  bag: Bag,
  parent: Nullable(Bag),
  bill: Nullable(TracedBill),
  timeline: Type.Array(TimelineEntry, { description: 'every scan of this code, oldest first' }),
  truncated: Type.Boolean({
    description: `true when only the newest ${TIMELINE_SCANS_MAX} scans are shown`,
  }),
  children: Type.Optional(Children),
});
export type Trace = Static<typeof Trace>;

export const traceBag = endpoint({
  method: 'GET',
  path: '/api/v2/trace/:code',
  access: 'lookUp',
  tag: 'Bags',
  summary: 'Trace a bag',
  description: 'Which parent, which bill, which dealer, who packed it and when.',
  params: bagCodeParams,
  response: { 200: Trace },
});
