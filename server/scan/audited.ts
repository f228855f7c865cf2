import type { Outcome } from '#domain/outcome.ts';
import type { Decision } from '#domain/scan/decide.ts';
import { codeTextOf } from '#domain/scan/request.ts';
import type { AuditLog } from '../audit/audit.ts';
import type { Transaction } from '../db/database.ts';

/** What of scanning the audit has besides the ledger: voiding, and what somebody may not do. */

/** Records that a bag was voided, with the change itself. A replay is no voiding. */
export function recordVoiding(
  audit: AuditLog,
  tx: Transaction,
  { request, bag }: Decision,
): Promise<void> {
  const { sender, reason } = request;
  if (bag === null) throw new Error('a bag that was voided is known');
  const own = bag.kind === 'parent' ? { product: bag.product.name } : { lot: bag.lot };
  // On both sides, as only what differs is a change.
  const facts = { kind: bag.kind, ...own };
  const entry = {
    actor: sender?.username ?? null,
    action: 'bag.void',
    subject: `bag:${bag.code}`,
    before: { isVoid: false, ...facts },
    after: { isVoid: true, ...facts, ...(reason === null ? {} : { reason }) },
    ip: sender?.ip ?? null,
  } as const;
  return audit.record(tx, entry, sender?.traceId ?? null);
}

const REFUSED: ReadonlySet<Outcome> = new Set(['not_allowed', 'not_in_area']);
/** A device may send 500 scans that it may not make; the ledger has all of them. */
const TOLD_CODES_MAX = 10;

/**
 * Records scans that the person's role or area does not allow, as refusals at the door are: after
 * the answer, one entry an action and outcome. Scans that are sent again are not refused again.
 */
export function recordRefusals(audit: AuditLog, decisions: readonly Decision[]): void {
  const refused = decisions.filter(({ outcome, isReplay }) => !isReplay && REFUSED.has(outcome));
  if (refused.length === 0) return;
  const alike = Map.groupBy(refused, ({ request, outcome }) => `${request.action} ${outcome}`);
  for (const group of alike.values()) {
    const [first] = group;
    const sender = first?.request.sender;
    if (first === undefined || !sender) continue;
    const codes = group.map(({ request }) => codeTextOf(request.code, request.raw));
    audit.recordRefusal(sender, sender.door, sender.ip, {
      scan: first.request.action,
      outcome: first.outcome,
      codes: codes.slice(0, TOLD_CODES_MAX).join(', '),
      count: group.length,
    });
  }
}
