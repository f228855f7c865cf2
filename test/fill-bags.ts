import type { Database } from '#server/db/database.ts';

/**
 * Fills an empty database with bags as years of packing leave them: about 27 bags for each parent,
 * most of them full and billed, in all areas and in none; loose children; void ones. Codes are in
 * no order of time. The same each time. Each packing has its scan.
 */
export async function fillBags(db: Database, parents: number): Promise<void> {
  for (const text of [BILLS, PARENTS, CHILDREN, LOOSE, SCANS]) await db.runText(text, [parents]);
  await putOnShelves(db);
  await db.runText('vacuum analyze bag, bill, scan', []);
}

/** What recording scans does by itself, and what follows it, for bags that were changed by hand. */
export async function putOnShelves(db: Database): Promise<void> {
  await db.runText(
    `update bag set in_stock = case bag.kind when 'parent' then bag.bill_code is null
       else coalesce((select parent.bill_code is null from bag parent
         where parent.code = bag.parent_code), false) end`,
    [],
  );
  await db.runText('update bag set shelf = shelf_of(bag) where shelf <> shelf_of(bag)', []);
}

/** Parent `n`: when, where, how full, and whether it is billed. */
const PARENT = `select n, n % 3 = 0 as is_moong,
    case when n % 3 = 0 then 'M444-' || lpad((n * 7 % 100000)::text, 5, '0')
      else 'SB' || lpad((n::bigint * 37 % 100000)::text, 5, '0') end as code,
    nullif(n % 11, 0) as area_id,
    timestamptz '2024-01-01Z' + n * interval '1 hour' as created_at,
    case when n % 3 = 0 then 15 else 30 end as capacity,
    case when n % 17 = 3 then n % 9 when n % 3 = 0 then 15 else 30 end as child_count,
    n % 34 = 3 and n % 9 > 0 as is_sealed,
    n % 13 <> 5 and n < $1 - 20 as is_billed
  from generate_series(1, $1::int) as n`;

const BILL_CODE = `'B/' || lpad((n / 30)::text, 5, '0')`;

const BILLS = `insert into bill (code, status, target, parent_count, dealer, created_by, created_at)
  select ${BILL_CODE}, 'processing', 30, count(*), 'Dealer ' || (n / 30) % 7, 1, min(created_at)
  from (${PARENT}) parent where is_billed group by n / 30`;

const PARENTS = `insert into bag (code, kind, created_at, created_by, area_id, product_id, capacity,
    child_count, is_sealed, bill_code, billed_at, billed_place)
  select code, 'parent', created_at, 1, area_id, case when is_moong then 2 else 1 end, capacity,
    child_count, is_sealed, case when is_billed then ${BILL_CODE} end,
    case when is_billed then created_at end, case when is_billed then 0 end
  from (${PARENT}) parent`;

const CHILDREN = `insert into bag (code, kind, created_at, created_by, area_id, parent_code,
    packed_at, packed_by, lot)
  select case when n % 40 = 1 then 'AB-' || n || '-' || place
      else lpad(((n::bigint * 30 + place) * 7919 % 10000000)::text, 7, '0') end,
    'child', created_at + place * interval '1 second', 1, area_id, code, created_at, 1, 'LOT' || n
  from (${PARENT}) parent cross join lateral generate_series(1, child_count) as place`;

const LOOSE = `insert into bag (code, kind, is_void, created_at, created_by, area_id)
  select 'LO-' || n, 'child', n % 10 = 0, timestamptz '2024-01-01Z' + n * interval '3 hours', 1,
    nullif(n % 11, 0)
  from generate_series(1, $1::int / 2) as n`;

const SCANS = `insert into scan (id, received_at, scanned_at, user_id, area_id, action, outcome,
    code, parent_code, station)
  select gen_random_uuid(), packed_at, packed_at, 1, area_id, 'pack',
    case when row_number() over (order by packed_at, code) % 500 = 0 then 'parent_full'
      else 'packed' end,
    code, parent_code, 'bench ' || area_id
  from bag where parent_code is not null and $1::int > 0 order by packed_at, code`;
