import { statement } from '../db/statement.ts';

export interface PostgresRow {
  readonly database_bytes: number;
  readonly connections: number;
  readonly connections_max: number;
  readonly active: number;
  readonly waiting_for_locks: number;
  readonly oldest_transaction_seconds: number;
  readonly cache_hit_percent: number;
  readonly commits: number;
  readonly rollbacks: number;
  readonly deadlocks: number;
  readonly temp_bytes: number;
  readonly live_rows: number;
  readonly dead_rows: number;
  readonly standby_lag_bytes: number;
  readonly has_statement_stats: boolean;
  readonly wal_place: string;
}

/** PostgreSQL's own figures of this database: counters and small views, no table is read. */
export const readPostgres = statement<PostgresRow>(
  'monitor-postgres',
  `select pg_database_size(current_database()) as database_bytes, activity.*,
     current_setting('max_connections')::int as connections_max,
     round(100.0 * blks_hit / greatest(blks_hit + blks_read, 1), 2)::float8 as cache_hit_percent,
     xact_commit as commits, xact_rollback as rollbacks, deadlocks, temp_bytes,
     rows.live_rows, rows.dead_rows,
     (select coalesce(max(pg_wal_lsn_diff(sent_lsn, replay_lsn)), 0)::bigint
      from pg_stat_replication) as standby_lag_bytes,
     exists (select from pg_extension where extname = 'pg_stat_statements') as has_statement_stats,
     pg_current_wal_lsn()::text as wal_place
   from pg_stat_database,
     (select count(*)::int as connections,
        count(*) filter (where state = 'active')::int as active,
        count(*) filter (where wait_event_type = 'Lock')::int as waiting_for_locks,
        coalesce(extract(epoch from now() - min(xact_start)), 0)::float8
          as oldest_transaction_seconds
      from pg_stat_activity where datname = current_database()) as activity,
     (select coalesce(sum(n_live_tup), 0)::bigint as live_rows,
        coalesce(sum(n_dead_tup), 0)::bigint as dead_rows from pg_stat_user_tables) as rows
   where datname = current_database()`,
);

/**
 * $1 where the primary's log was just now. How far a standby is behind it; 0 on a primary. What the
 * standby itself has received says nothing: cut off from its primary, it has replayed all of that.
 * Every process commits something each second, so the last commit of a standby that keeps up is
 * never old.
 */
export const readReplicationLag = statement<{ readonly seconds: number }>(
  'monitor-replication-lag',
  `select case
     when not pg_is_in_recovery() or pg_last_wal_replay_lsn() >= $1::text::pg_lsn then 0
     else greatest(0, extract(epoch from
       now() - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())))
   end::float8 as seconds`,
);

export interface StatementStatsRow {
  readonly query: string;
  readonly calls: number;
  readonly total_ms: number;
  readonly mean_ms: number;
  readonly max_ms: number;
  readonly rows: number;
  readonly cache_hit_percent: number;
}

/**
 * What PostgreSQL has counted of this database's statements. Text and not a named statement: it
 * cannot be planned where the extension is missing.
 * @param schema the extension's, quoted.
 */
export function statementStatsText(schema: string): string {
  return `
    select left(query, 2000) as query, calls,
      round(total_exec_time::numeric, 1)::float8 as total_ms,
      round(mean_exec_time::numeric, 3)::float8 as mean_ms,
      round(max_exec_time::numeric, 1)::float8 as max_ms, rows,
      round(100.0 * shared_blks_hit / greatest(shared_blks_hit + shared_blks_read, 1), 1)::float8
        as cache_hit_percent
    from ${schema}.pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database())
      and query <> '<insufficient privilege>'
    order by total_exec_time desc limit 30`;
}

/** Where the extension is; quoted. */
export const findStatementStats = statement<{ readonly schema: string }>(
  'monitor-find-statement-stats',
  `select quote_ident(nspname) as schema from pg_extension
     join pg_namespace on pg_namespace.oid = extnamespace
   where extname = 'pg_stat_statements' and has_schema_privilege(pg_namespace.oid, 'usage')`,
);
