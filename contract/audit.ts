import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Instant, Nullable, OneOf, pageOf, pageQuery, periodQuery } from './schema.ts';

/** What people and programs did besides scanning. */

/** What the audit knows; of scans, which are their own record, only voiding and refusals. */
export const AUDIT_ACTIONS = [
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'refused',
  'user.create',
  'user.change',
  'user.disable',
  'user.password',
  'area.create',
  'area.change',
  'product.create',
  'product.change',
  'setting.change',
  'bill.create',
  'bill.change',
  'bill.complete',
  'bill.reopen',
  'bill.delete',
  'bag.void',
  'label.issue',
  'label.reprint',
  'key.create',
  'key.delete',
  'alert_rule.change',
  'alert.acknowledge',
  'webhook.create',
  'webhook.change',
  'webhook.secret',
  'webhook.test',
  'webhook.replay',
  'webhook.disable',
  'webhook.delete',
  'verify.start',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

const State = Nullable(
  Type.Record(Type.String(), Type.Unknown(), { description: 'what of it matters, by name' }),
);

const AuditItem = Type.Object({
  seq: Type.Integer({ description: 'without gaps, in the order in which it was recorded' }),
  at: Instant,
  actor: Nullable(
    Type.String({ description: "a user's or a key's name; null when nobody was signed in" }),
  ),
  action: Type.String({ examples: ['bill.change'] }),
  subject: Type.String({ examples: ['bill:B-17', 'user:ravi'] }),
  before: State,
  after: State,
  ip: Nullable(Type.String()),
  traceId: Nullable(Type.String({ description: "the request's, as in answers and the log" })),
  hash: Type.String({ description: 'SHA-256 over this entry and the hash before it, in hex' }),
});
export type AuditItem = Static<typeof AuditItem>;

export const listAudit = endpoint({
  method: 'GET',
  path: '/api/v2/audit',
  access: 'administer',
  tag: 'Audit',
  summary: 'Who did what, newest first',
  description:
    'Every sign-in, refusal of a permission, change of a bill, user, product, area, key or ' +
    'setting, and voiding. Scans that a role or area does not allow are one entry a request and ' +
    'action, with the codes; of all others the ledger tells. Whether the chain of hashes is ' +
    'whole is told by `verify` (`/api/v2/verify-runs`).',
  query: Type.Object({
    actor: Type.Optional(Type.String({ description: 'name, in any case' })),
    action: Type.Optional(OneOf(AUDIT_ACTIONS)),
    subject: Type.Optional(Type.String({ description: 'in full, such as `bill:B-17`' })),
    ...periodQuery,
    ...pageQuery,
  }),
  response: { 200: pageOf(AuditItem) },
});
