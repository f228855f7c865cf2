import type pg from 'pg';
import { queryableOf } from './database.ts';

/** What makes again what `dropForSpeed` has taken off, a statement each, in their order. */
export type Restoring = readonly string[];

/**
 * Takes indexes and constraints off the tables, and the foreign keys of others that lead to them:
 * rows come in twice as fast without, and in any order of the tables. Putting a constraint back
 * checks every row.
 */
export async function dropForSpeed(
  client: pg.ClientBase,
  tables: readonly string[],
): Promise<Restoring> {
  const found = await queryableOf(client).runText<{ dropping: string; restoring: string }>(
    `with given as (select quote_ident(name)::regclass as id from unnest($1::text[]) as name)
     select dropping, restoring from (
       select contype <> 'f' as is_second,
         format('alter table %s drop constraint %I', conrelid::regclass, conname) as dropping,
         format('alter table %s add constraint %I %s', conrelid::regclass, conname,
           pg_get_constraintdef(oid)) as restoring
       from pg_constraint
       where (conrelid in (select id from given) and contype in ('p', 'u', 'c', 'f'))
         or (confrelid in (select id from given) and contype = 'f')
       union all
       select true, format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
       from pg_index
       where indrelid in (select id from given)
         and not exists (select from pg_constraint where conindid = indexrelid)
     ) as found
     order by is_second`,
    [tables],
  );
  for (const { dropping } of found) await client.query(dropping);
  // A foreign key needs the key that it leads to.
  return found.map(({ restoring }) => restoring).reverse();
}
