import { statement } from '../db/statement.ts';

/** Statements of the tables that follow the bags: their codes, and where those of a time lie. */

/** Between which codes those of each six hours lie, by kind and by what they begin with. */
export function codeSpansOf(bags: string): string {
  return `select date_bin('6 hours', created_at, '2000-01-01Z') as since, kind,
      left(code, 2) as beginning, min(code) as first_code, max(code) as last_code
    from ${bags} group by 1, 2, 3`;
}

/** None while another process works on it. */
export const lockPlace = statement(
  'searchable-lock-place',
  'select from bag_code_place for update skip locked',
);

/**
 * Before this time no bag can appear any more: a bag has the time at which its transaction began,
 * and none that is under way began earlier. The margin is for one that is about to be told of.
 */
export const findSettled = statement<{ at: string }>(
  'searchable-find-settled',
  `select least(clock_timestamp(), min(xact_start)) - interval '10 seconds' as at
   from pg_stat_activity where datname = current_database()`,
);

/**
 * Takes in the next bags before a time, and no more than so many, and notes the place that is
 * reached. All shelves there are come first, each found by one look into their index.
 */
export const addCodes = statement<{ codes: number }>(
  'searchable-add-codes',
  `with recursive shelf (id) as (
     (select shelf from bag order by shelf limit 1)
     union all
     select (select bag.shelf from bag where bag.shelf > shelf.id order by bag.shelf limit 1)
     from shelf where shelf.id is not null
   ), next as materialized (
     select found.code, found.kind, found.created_at
     from bag_code_place place cross join shelf cross join lateral (
       select code, kind, created_at from bag
       where bag.shelf = shelf.id and (created_at, code) > (place.at, place.code)
         and created_at < $1
       order by created_at, code limit $2
     ) found
     order by created_at, code limit $2
   ), reached as (
     (select created_at as at, code from next order by created_at, code offset $2 - 1)
     union all
     select $1, ''
     limit 1
   ), added as (
     insert into bag_code (code, kind, created_at) select code, kind, created_at from next
   ), spanned as (
     insert into bag_code_span as old (since, kind, beginning, first_code, last_code)
     ${codeSpansOf('next')}
     on conflict (since, kind, beginning) do update set
       first_code = least(old.first_code, excluded.first_code),
       last_code = greatest(old.last_code, excluded.last_code)
   ), noted as (
     update bag_code_place set at = reached.at, code = reached.code,
       spanned_at = reached.at, spanned_code = reached.code
     from reached
     where (reached.at, reached.code) > (bag_code_place.at, bag_code_place.code)
   )
   select count(*)::int as codes from next`,
);
