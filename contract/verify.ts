import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Instant, Nullable, OneOf } from './schema.ts';

/** The ledger against the state, each night and when asked. */

const tag = 'Verify';
const Count = Nullable(Type.Integer({ minimum: 0 }));

export const VERIFY_STATES = ['running', 'right', 'different', 'failed'] as const;

export const VerifyRun = Type.Object({
  id: Type.Integer(),
  state: OneOf(VERIFY_STATES),
  startedAt: Instant,
  finishedAt: Nullable(Instant),
  askedBy: Nullable(Type.String({ description: 'null for the nightly ones' })),
  bags: Count,
  scans: Count,
  bills: Count,
  auditEntries: Count,
  differences: Count,
  sentences: Type.Array(Type.String(), { description: 'the first hundred differences, in words' }),
  failure: Nullable(Type.String({ description: 'why it did not come to an end' })),
});
export type VerifyRun = Static<typeof VerifyRun>;

export const listVerifyRuns = endpoint({
  method: 'GET',
  path: '/api/v2/verify-runs',
  access: 'administer',
  tag,
  summary: 'The last thirty times that the ledger was compared with the state',
  response: { 200: Type.Object({ items: Type.Array(VerifyRun) }) },
});

export const startVerifyRun = endpoint({
  method: 'POST',
  path: '/api/v2/verify-runs',
  access: 'administer',
  tag,
  summary: 'Compare the ledger with the state, now',
  description:
    'It works beside the requests, at half speed; look at the list for its end. Refused with ' +
    '`verify_running` while one is under way in any process.',
  response: { 202: VerifyRun },
});
