import { type Static, Type } from 'typebox';
import { ACTIONS, BILL_STATUSES, OUTCOMES, PARENT_STATUSES } from '#domain/outcome.ts';
import { endpoint } from './endpoint.ts';
import { CalendarDate, Nullable, OneOf, pageOf, pageQuery, periodQuery } from './schema.ts';

/** The one door for scans, and the ledger they end in. */

export const REQUEST_SCANS_MAX = 500;
export const STATION_LENGTH_MAX = 64;
export const REASON_LENGTH_MAX = 500;

const UUID = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';

/**
 * Only the id is validated here: whatever else is wrong with one scan is that scan's outcome
 * `malformed` and no failed request, so that it never holds up its neighbours.
 */
const ScanInput = Type.Object(
  {
    id: Type.String({ pattern: UUID, description: 'UUID made by the device: idempotency key' }),
    action: Type.Optional(Type.Unknown({ description: `one of ${ACTIONS.join(', ')}` })),
    code: Type.Optional(Type.Unknown({ description: 'raw text as scanned' })),
    parent: Type.Optional(Type.Unknown({ description: 'for pack and move; optional on unpack' })),
    bill: Type.Optional(Type.Unknown({ description: 'for bill and unbill' })),
    reason: Type.Optional(Type.Unknown({ description: 'for seal below capacity' })),
    scannedAt: Type.Optional(Type.Unknown({ description: 'ISO 8601 with offset; default now' })),
    station: Type.Optional(
      Type.Unknown({ description: `text of at most ${STATION_LENGTH_MAX} characters` }),
    ),
  },
  { description: 'One scan' },
);
export type ScanInput = Static<typeof ScanInput>;

export const ParentSummary = Type.Object({
  code: Type.String(),
  product: Type.String(),
  childCount: Type.Integer(),
  capacity: Type.Integer(),
  status: OneOf(PARENT_STATUSES),
  bill: Nullable(Type.String()),
});

const BagSummary = Type.Object({
  code: Type.String(),
  kind: OneOf(['parent', 'child']),
  lot: Nullable(Type.String()),
  labelDate: Nullable(CalendarDate),
});

const BillSummary = Type.Object({
  code: Type.String(),
  status: OneOf(BILL_STATUSES),
  parentCount: Type.Integer(),
  target: Type.Integer(),
});

const ScanResult = Type.Object({
  id: Type.String(),
  outcome: OneOf(OUTCOMES),
  tone: OneOf(['ok', 'notice', 'error']),
  message: Type.String(),
  replayed: Type.Boolean(),
  bag: Nullable(BagSummary),
  parent: Nullable(ParentSummary),
  bill: Nullable(BillSummary),
});
export type ScanResult = Static<typeof ScanResult>;

export const recordScans = endpoint({
  method: 'POST',
  path: '/api/v2/scans',
  access: 'signedIn',
  tag: 'Scans',
  summary: 'Record scans',
  description:
    'One result a scan, in the same order, sent once the commit is durable. ' +
    'Send a scan again under the same id until it is answered: it counts once. A device that ' +
    'several people use says whose scans it sends: they are refused whole with `other_user`, and ' +
    'nothing is recorded, when somebody else is signed in by now.',
  body: Type.Object({
    user: Type.Optional(Type.Integer({ description: 'the id of the user who scanned' })),
    scans: Type.Array(ScanInput, { minItems: 1, maxItems: REQUEST_SCANS_MAX }),
  }),
  response: { 200: Type.Object({ results: Type.Array(ScanResult) }) },
  invalidStatus: 400,
});

const LedgerEntry = Type.Object({
  id: Type.String(),
  receivedAt: Type.String({ format: 'date-time' }),
  scannedAt: Type.String({ format: 'date-time' }),
  action: Type.String(),
  outcome: Type.String(),
  tone: OneOf(['ok', 'notice', 'error']),
  code: Nullable(Type.String()),
  raw: Type.String(),
  parent: Nullable(Type.String()),
  bill: Nullable(Type.String()),
  by: Type.String(),
  station: Nullable(Type.String()),
  reason: Nullable(Type.String()),
});
export type LedgerEntry = Static<typeof LedgerEntry>;

/** The filters of the ledger, which its export takes as well. */
export const scanFilters = {
  code: Type.Optional(Type.String({ description: 'the bag that was scanned' })),
  user: Type.Optional(Type.String({ description: 'user name' })),
  station: Type.Optional(Type.String()),
  outcome: Type.Optional(OneOf(OUTCOMES)),
  ...periodQuery,
};

export const listScans = endpoint({
  method: 'GET',
  path: '/api/v2/scans',
  access: 'list',
  tag: 'Scans',
  summary: 'The ledger, newest first',
  query: Type.Object({ ...scanFilters, ...pageQuery }),
  response: { 200: pageOf(LedgerEntry) },
});
