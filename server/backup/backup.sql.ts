import { statement } from '../db/statement.ts';

/** Our schema is the one that the migrations are noted in. */
const SCHEMA = `(select relnamespace from pg_class where oid = to_regclass('schema_migration'))`;

export interface TableRow {
  readonly name: string;
  /** Without generated ones. */
  readonly columns: string[];
  /** On the disk, without indexes. */
  readonly bytes: number;
}

/** Extensions bring their own. */
export const listTables = statement<TableRow>(
  'backup-list-tables',
  `select relname::text as name, array_agg(attname::text order by attnum) as columns,
     pg_relation_size(pg_class.oid)::float8 as bytes
   from pg_class join pg_attribute on attrelid = pg_class.oid
   where relnamespace = ${SCHEMA} and relkind = 'r'
     and attnum > 0 and not attisdropped and attgenerated = ''
     and not exists (
       select from pg_depend
       where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
   group by pg_class.oid, relname order by relname`,
);

export const listSequences = statement<{ readonly name: string; readonly last: number | null }>(
  'backup-list-sequences',
  `select relname::text as name, pg_sequence_last_value(oid)::float8 as last
   from pg_class where relnamespace = ${SCHEMA} and relkind = 'S' order by relname`,
);

/** $1 name, $2 the last number that it has given. */
export const setSequence = statement(
  'backup-set-sequence',
  'select setval(quote_ident($1)::regclass, $2::bigint)',
);

/** Servers and commands of ours that are connected, besides whoever asks. */
export const findOthers = statement<{ readonly name: string }>(
  'backup-find-others',
  `select application_name as name from pg_stat_activity
   where datname = current_database() and pid <> pg_backend_pid()
     and application_name like 'traitortrack %'
   order by backend_start limit 1`,
);
