import { type Static, Type } from 'typebox';
import { BILL_STATUSES } from '#domain/outcome.ts';
import { endpoint, FORMS } from './endpoint.ts';
import { Nullable, OneOf } from './schema.ts';

/** The endpoints of the original system, kept for the programs that use them. */

const tag = 'The original system';
const takes = [...FORMS, 'application/json'];

const Health = Type.Object({
  status: OneOf(['healthy', 'unhealthy']),
  timestamp: Type.String({ format: 'date-time' }),
  database: Type.Optional(
    Type.Object({ connected: Type.Boolean(), query_time_ms: Nullable(Type.Number()) }),
  ),
});
export type Health = Static<typeof Health>;

const healthAt = <const Path extends string>(path: Path) =>
  endpoint({
    method: 'GET',
    path,
    access: 'public',
    tag,
    summary: 'Whether the server is up',
    query: Type.Object({
      check_db: Type.Optional(Type.String({ description: '`true` asks the database, too' })),
    }),
    response: { 200: Health, 503: Health },
  });

export const getHealth = healthAt('/health');
export const getApiHealth = healthAt('/api/health');

/** Why a scan was refused, in the original system's words. */
export const LEGACY_ERRORS = [
  'missing_data',
  'invalid_format',
  'bill_not_found',
  'wrong_bag_type',
  'bag_not_found',
  'already_linked_same_bill',
  'already_linked_other_bill',
  'already_linked_other_parent',
  'capacity_reached',
  'bag_sealed',
  'bill_locked',
  'access_denied',
] as const;
export type LegacyError = (typeof LEGACY_ERRORS)[number];

/** Taken as it is: what is wrong with it is said in the answer. */
const AnyText = Type.Optional(Type.Unknown());

const ParentScan = Type.Object({
  success: Type.Boolean(),
  message: Type.String(),
  parent_qr: Type.String(),
  existing: Type.Boolean(),
  child_count: Type.Integer(),
  time_ms: Type.Number(),
});
export type ParentScan = Static<typeof ParentScan>;

const parentScanAt = <const Path extends string>(path: Path) =>
  endpoint({
    method: 'POST',
    path,
    access: 'scan',
    tag,
    takes,
    summary: 'Scan a parent',
    description: '`qr_code`. 400 for a text that is no parent code.',
    body: Nullable(Type.Object({ qr_code: AnyText })),
    response: { 200: ParentScan, 400: ParentScan },
  });

export const apiParentScan = parentScanAt('/api/fast_parent_scan');
export const fastParentScan = parentScanAt('/fast/parent_scan');

const ChildScan = Type.Object({
  success: Type.Boolean(),
  message: Type.String(),
  child_qr: Type.String(),
  parent_qr: Type.String(),
  child_count: Type.Integer(),
  completed: Type.Boolean({ description: 'whether the parent is full' }),
  error_type: Nullable(OneOf(LEGACY_ERRORS)),
  time_ms: Type.Number(),
});
export type ChildScan = Static<typeof ChildScan>;

export const fastChildScan = endpoint({
  method: 'POST',
  path: '/fast/child_scan',
  access: 'scan',
  tag,
  takes,
  summary: 'Pack a child into a parent',
  description: '`qr_code` and `parent_qr`. 400 for texts that are not such codes.',
  body: Nullable(Type.Object({ qr_code: AnyText, parent_qr: AnyText })),
  response: { 200: ChildScan, 400: ChildScan },
});

const BillScan = Type.Object({
  success: Type.Boolean(),
  message: Type.String(),
  bag_qr: Type.String(),
  linked_count: Type.Integer({ description: 'parents on the bill' }),
  expected_count: Type.Integer({ description: "the bill's target" }),
  child_count: Type.Integer({ description: 'children in the scanned parent' }),
  actual_weight: Type.Number({ description: 'of the whole bill, in kg' }),
  expected_weight: Type.Number({ description: 'of the whole bill, in kg' }),
  is_at_capacity: Type.Boolean(),
  remaining_capacity: Type.Integer(),
  bill_status: Nullable(OneOf(BILL_STATUSES)),
  error_type: Nullable(OneOf(LEGACY_ERRORS)),
  time_ms: Type.Number(),
});
export type BillScan = Static<typeof BillScan>;

export const fastBillScan = endpoint({
  method: 'POST',
  path: '/fast/bill_parent_scan',
  access: 'signedIn',
  tag,
  takes,
  summary: 'Put a parent on a bill',
  description: "`bill_id` (the bill's code) and `qr_code`. Refusals are answered with 200, too.",
  body: Nullable(Type.Object({ bill_id: AnyText, qr_code: AnyText })),
  response: { 200: BillScan },
});
