import { makeParameters } from '../db/parameters.ts';
import type { Period } from '../list/period.ts';
import type { Place } from '../list/search.ts';

/** What of the audit is asked for. */
export interface AuditFilters {
  readonly actor: string | undefined;
  readonly action: string | undefined;
  readonly subject: string | undefined;
  readonly period: Period;
}

export interface AuditRow {
  seq: number;
  at: string;
  actor: string | null;
  action: string;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  ip: string | null;
  trace_id: string | null;
  hash: string;
}

/** The next rows, newest first; each filter has an index in this order, and with an action, too. */
export function auditText(filters: AuditFilters, place: Place, rowsMax: number) {
  const { actor, action, subject, period } = filters;
  const { add, values } = makeParameters();
  const conditions: string[] = [];
  if (actor !== undefined) conditions.push(`lower(actor) = lower(${add(actor)})`);
  if (action !== undefined) conditions.push(`action = ${add(action)}`);
  if (subject !== undefined) conditions.push(`subject = ${add(subject)}`);
  if (period.from !== null) conditions.push(`at >= ${add(period.from)}`);
  if (period.to !== null) conditions.push(`at < ${add(period.to)}`);
  if (place.key !== null) {
    const [at, seq] = place.key;
    conditions.push(`(at, seq) < (${add(at)}, ${add(seq)})`);
  }
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const text = `select seq, at, actor, action, subject, before, after, ip, trace_id,
      encode(hash, 'hex') as hash
    from audit_entry ${where} order by at desc, seq desc limit ${add(rowsMax)}`;
  return { text, values };
}
