import type { Alert } from '#contract/alert.ts';
import type { Deps } from '../deps.ts';
import type { AlertRow } from './alert.sql.ts';
import { messageOf, unitOf } from './rules.ts';

/** An alert as people see it. */
export function alertOf(row: AlertRow, { catalogue }: Pick<Deps, 'catalogue'>): Alert {
  const { id, rule, level, subject, value, worst } = row;
  const by = row.acknowledged_by;
  return {
    id,
    rule,
    level,
    subject,
    message: messageOf(rule, subject, value),
    value,
    worst,
    unit: unitOf(rule),
    raisedAt: row.raised_at,
    clearedAt: row.cleared_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: by === null ? null : (catalogue.current.usernameById.get(by) ?? null),
    acknowledgedNote: row.acknowledged_note,
  };
}
