import { statement } from '../db/statement.ts';

/** Statements of reading the ledger for events. */

/** What scans can be told; a webhook for none of it costs no reading. */
const LEDGER_EVENTS = `array['bag.packed', 'bag.sealed', 'bag.reopened', 'bag.voided']`;
const HEAD = `coalesce(pg_sequence_last_value('scan_seq_seq'), 0)`;

export interface FeedRow {
  readonly seq: number;
  readonly at: string;
  /** The last number that was given to a scan, and when that was looked up. */
  readonly head: number;
  readonly head_at: string;
}

/** Nothing comes back when nobody wants to know, nothing is new, or another process reads. */
export const lockFeed = statement<FeedRow>(
  'webhook-lock-feed',
  `select seq, at, ${HEAD} as head, clock_timestamp() as head_at from webhook_feed
   where seq < ${HEAD}
     and exists (select from webhook where is_active and events && ${LEDGER_EVENTS})
   for update skip locked`,
);

/** Before somebody subscribes: who is the first hears of scans from now on. */
export const beginFeed = statement(
  'webhook-begin-feed',
  `update webhook_feed set seq = ${HEAD}, at = clock_timestamp()
   where not exists (
     select from webhook where is_active and events && ${LEDGER_EVENTS})`,
);

/** Transactions that may be writing scans at this moment. */
export const listWriters = statement<{ readonly writer: string }>(
  'webhook-list-writers',
  `select virtualtransaction as writer from pg_locks
   where locktype = 'relation' and relation = 'scan'::regclass and granted
     and mode = 'RowExclusiveLock' and pid <> pg_backend_pid()
     and database = (select oid from pg_database where datname = current_database())`,
);

export interface TellingScanRow {
  readonly seq: number;
  readonly received_at: string;
  readonly outcome: 'packed_full' | 'moved_full' | 'sealed' | 'reopened' | 'voided';
  readonly code: string;
  readonly parent_code: string | null;
}

/**
 * $1 and $2 the last number that was read and the last to be read, $3 when the first was looked up,
 * $4 rows. A scan is given its number within the time of one statement after its `received_at`; a
 * minute more than covers it, and keeps the walk of the index as short as what is new.
 */
export const listTellingScans = statement<TellingScanRow>(
  'webhook-list-telling-scans',
  `select seq, received_at, outcome, code, parent_code from scan
   where outcome in ('packed_full', 'moved_full', 'sealed', 'reopened', 'voided')
     and outcome <> 'packed' and received_at > $3::timestamptz - interval '1 minute'
     and seq > $1 and seq <= $2
   order by seq limit $4`,
);

/** $1 number, $2 time. */
export const updateFeed = statement(
  'webhook-update-feed',
  'update webhook_feed set seq = $1, at = $2',
);
