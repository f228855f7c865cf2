import { statement } from '../db/statement.ts';

/** $1 actor, $2 action, $3 subject, $4 before, $5 after, $6 address, $7 trace id. */
export const recordAudit = statement(
  'recordAudit',
  'select record_audit($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7)',
);
