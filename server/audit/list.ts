import type { Static } from 'typebox';
import type { AuditItem, listAudit as endpoint } from '#contract/audit.ts';
import type { Deps } from '../deps.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { periodOf } from '../list/period.ts';
import { readPage } from '../list/search.ts';
import { type AuditRow, auditText } from './list-text.ts';

const LIST = 'audit';

/**
 * A page of the audit, newest first. It is read where it is written, so that an admin sees what
 * they have just done.
 * @throws {CodedError} bad_cursor, malformed_request for a time that no calendar has
 */
export async function listAudit(
  { db, config }: Deps,
  query: Static<typeof endpoint.query>,
): Promise<{ items: AuditItem[]; nextCursor: string | null }> {
  const { actor, action, subject, cursor, limit } = query;
  const start = readCursor(LIST, ['instant', 'bigint'], cursor);
  const filters = { actor, action, subject, period: periodOf(query, config.timeZone) };
  const page = await readPage<AuditRow>(
    null,
    start,
    limit,
    (place, rowsMax) => {
      const { text, values } = auditText(filters, place, rowsMax);
      return db.runText(text, values);
    },
    ({ at, seq }) => [at, String(seq)],
  );
  return { items: page.rows.map(toItem), nextCursor: writeCursor(LIST, page.next) };
}

function toItem({ trace_id: traceId, ...row }: AuditRow): AuditItem {
  return { ...row, traceId };
}
