import type { AuditAction } from '#contract/audit.ts';
import type { Database, Transaction } from '../db/database.ts';
import { currentTraceId } from '../http/trace-context.ts';
import type { Logger } from '../log.ts';
import type { Person } from '../session/session.ts';
import { recordAudit } from './audit.sql.ts';

export interface AuditEntry {
  /** The user name; null when nobody was signed in. */
  readonly actor: string | null;
  readonly action: AuditAction;
  /** The kind and name of what it was done to, such as `user:ravi` or `bill:B-17`. */
  readonly subject: string;
  /** Never a secret: no password, no hash, no token. */
  readonly before?: object;
  readonly after?: object;
  /** The address the request came from; null for what the server does by itself. */
  readonly ip: string | null;
}

/** Who changes something, and from which address. */
export interface By {
  readonly person: Person;
  readonly ip: string;
}

/** The same of work that somebody has left to the server, which has no address. */
export interface OnBehalf {
  readonly person: Pick<Person, 'userId' | 'username'>;
  readonly ip: string | null;
}

export interface AuditLog {
  /**
   * Records a change together with it: both are stored, or neither.
   * @param traceId of the request, where what is done belongs to another one.
   */
  record(tx: Transaction, entry: AuditEntry, traceId?: string | null): Promise<void>;
  /** For what changes nothing. It does not wait, and a failure goes to the log. */
  recordLater(entry: AuditEntry): void;
  /**
   * @param what the method and path that the person may not use.
   * @param wish what they wanted there, where it is the body that tells.
   */
  recordRefusal(person: Pick<Person, 'username'>, what: string, ip: string, wish?: object): void;
  /** Waits for what `recordLater` has taken. */
  close(): Promise<void>;
}

/** More can only be a flood; its entries go to the log instead. */
const WAITING_ENTRIES_MAX = 1_000;

/** Opens the audit; what is recorded later is written one entry after the other. */
export function openAudit(deps: { readonly db: Database; readonly log: Logger }): AuditLog {
  const { db, log } = deps;
  let waiting = 0;
  let last = Promise.resolve();
  const recordLater = (entry: AuditEntry): void => {
    if (waiting === WAITING_ENTRIES_MAX) {
      log.warn({ entry }, 'too many audit entries wait; this one is only here');
      return;
    }
    waiting++;
    // Asked for now: what it waits for belongs to other requests.
    const traceId = currentTraceId();
    // One after the other: the chain of hashes has room for one writer, and scans need connections.
    last = last
      .then(() => recordEntry(db, entry, traceId))
      .catch((error) => log.error({ err: error, entry }, 'an audit entry is only here'))
      .finally(() => waiting--);
  };
  return {
    record: recordEntry,
    recordLater,
    recordRefusal: ({ username: actor }, subject, ip, wish) =>
      recordLater({ actor, action: 'refused', subject, ip, ...(wish && { after: wish }) }),
    close: () => last,
  };
}

/** What `record` does, for work without an open audit. */
export async function recordEntry(
  db: Database | Transaction,
  entry: AuditEntry,
  traceId = currentTraceId(),
): Promise<void> {
  const { actor, action, subject, before, after, ip } = entry;
  const states = [before ?? null, after ?? null];
  await db.run(recordAudit, [actor, action, subject, ...states, ip, traceId]);
}
