import type { PostgresFigures, StatementStats } from '#contract/monitor.ts';
import type { Database, Queryable } from '../db/database.ts';
import { round } from './figures.ts';
import * as sql from './postgres.sql.ts';

/** What PostgreSQL says of itself, asked now and then. */
export interface PostgresWatch {
  /** Null until the first answer. */
  readonly current: PostgresFigures | null;
  close(): Promise<void>;
}

const MIB = 1024 * 1024;

interface Asked {
  /** Where the figures are read. */
  readonly primary: Database;
  /** Whose lag is asked, too; null where there is none. */
  readonly replica: Database | null;
  readonly intervalMs: number;
}

/** How many seconds a replica is behind this place of the primary's log. */
type ReadLag = (walPlace: string) => Promise<number>;

/**
 * Asks now and then, one question at a time.
 * @param onFailure hears why an answer did not come; the figures before it stay.
 */
export function watchPostgres(
  { primary, replica, intervalMs }: Asked,
  onFailure: (error: unknown) => void,
): PostgresWatch {
  let current: PostgresFigures | null = null;
  let asking: Promise<void> | null = null;
  const readLag = replica === null ? null : lagOf(replica, onFailure);
  const ask = (): void => {
    asking ??= readFiguresOf(primary, readLag)
      .then((figures) => {
        current = figures;
      }, onFailure)
      .finally(() => {
        asking = null;
      });
  };
  ask();
  const timer = setInterval(ask, intervalMs).unref();
  return {
    get current() {
      return current;
    },
    close: async () => {
      clearInterval(timer);
      await asking;
    },
  };
}

/** A replica that does not answer falls behind second by second, as far as anybody can tell. */
function lagOf(replica: Queryable, onFailure: (error: unknown) => void): ReadLag {
  let known = { seconds: 0, atMs: Date.now() };
  return async (walPlace) => {
    try {
      const [row] = await replica.run(sql.readReplicationLag, [walPlace]);
      known = { seconds: row?.seconds ?? 0, atMs: Date.now() };
      return known.seconds;
    } catch (error) {
      onFailure(error);
      return known.seconds + (Date.now() - known.atMs) / 1_000;
    }
  };
}

async function readFiguresOf(
  primary: Queryable,
  readLag: ReadLag | null,
): Promise<PostgresFigures> {
  const [row] = await primary.run(sql.readPostgres);
  if (row === undefined) throw new Error('the figures of the database are one row');
  const lag = readLag === null ? null : await readLag(row.wal_place);
  return {
    size_mb: round(row.database_bytes / MIB),
    connections: row.connections,
    connections_max: row.connections_max,
    active: row.active,
    waiting_for_locks: row.waiting_for_locks,
    oldest_transaction_seconds: round(row.oldest_transaction_seconds),
    cache_hit_percent: row.cache_hit_percent,
    commits: row.commits,
    rollbacks: row.rollbacks,
    deadlocks: row.deadlocks,
    temp_mb: round(row.temp_bytes / MIB),
    live_rows: row.live_rows,
    dead_rows: row.dead_rows,
    replication_lag_seconds: lag === null ? null : round(lag),
    standby_lag_mb: round(row.standby_lag_bytes / MIB),
    has_statement_stats: row.has_statement_stats,
  };
}

/** What `pg_stat_statements` has counted, most time first; nothing where it is not there. */
export async function listStatementStats(db: Queryable): Promise<StatementStats[]> {
  const [found] = await db.run(sql.findStatementStats);
  if (found === undefined) return [];
  return db.runText<sql.StatementStatsRow>(sql.statementStatsText(found.schema), []);
}
