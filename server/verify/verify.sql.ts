import { statement } from '../db/statement.ts';

/** What `verify` reads, all in one snapshot. */

/** One scan that changed the bag `code`, in the order of `code` and then of time. */
export interface EventRow {
  readonly code: string;
  readonly outcome: string;
  readonly parent_code: string | null;
  readonly parent_area_id: number | null;
  readonly other_parent_code: string | null;
  readonly bill_code: string | null;
  readonly user_id: number;
  readonly area_id: number | null;
  readonly received_at: string;
  readonly lot: string | null;
  readonly label_date: string | null;
}

/**
 * The scans that changed something; `named` stands for the first packing into a parent, which
 * registers it. A parent's area never changes and is verified itself, so the children's may be
 * taken from its row.
 */
export const EVENTS = `
  select code, outcome, parent_code, parent_area_id, other_parent_code, bill_code, user_id, area_id,
    received_at, lot, label_date
  from (
    select scan.code, seq, outcome, scan.parent_code, parent.area_id as parent_area_id,
      other_parent_code, scan.bill_code, user_id, scan.area_id, received_at, scan.lot,
      scan.label_date
    from scan left join bag as parent on parent.code = scan.parent_code
    where outcome in ('opened', 'packed', 'packed_full', 'moved', 'moved_full', 'unpacked',
      'sealed', 'reopened', 'registered', 'voided', 'billed', 'billed_target', 'unbilled')
    union all
    (select distinct on (parent_code) parent_code, seq, 'named', null, null, null, null, user_id,
      area_id, received_at, null, null
    from scan where outcome in ('packed', 'packed_full', 'moved', 'moved_full')
    order by parent_code, seq)
  ) as event
  order by code, seq`;

export interface BagRow {
  readonly code: string;
  readonly kind: string;
  readonly is_void: boolean;
  readonly created_at: string;
  readonly created_by: number;
  readonly area_id: number | null;
  readonly parent_code: string | null;
  readonly packed_at: string | null;
  readonly packed_by: number | null;
  readonly bill_code: string | null;
  readonly billed_at: string | null;
  readonly is_sealed: boolean | null;
  readonly lot: string | null;
  readonly label_date: string | null;
  readonly product_id: number | null;
  readonly capacity: number | null;
}

export const BAGS = `
  select code, kind, is_void, created_at, created_by, area_id, parent_code, packed_at, packed_by,
    bill_code, billed_at, is_sealed, lot, label_date, product_id, capacity
  from bag order by code`;

export const countRows = statement<{
  readonly bags: number;
  readonly scans: number;
  readonly bills: number;
  readonly audit_entries: number;
}>(
  'verify-count',
  `select (select count(*) from bag) as bags, (select count(*) from scan) as scans,
     (select count(*) from bill) as bills, (select count(*) from audit_entry) as audit_entries`,
);

export const listProducts = statement<{
  readonly id: number;
  readonly pattern: string;
  readonly capacity: number;
}>('verify-products', 'select id, pattern, capacity from product');

/** A difference as the database words it. */
export interface DifferenceRow {
  readonly difference: string;
}

/**
 * What follows from the bags once these are known to be right. Each statement gives its
 * differences in sentences.
 */
export const CONSEQUENCES = [
  statement<DifferenceRow>(
    'verify-child-counts',
    `select format('%s: child_count is %s, but %s children lie in it',
       coalesce(bag.code, packed.code), bag.child_count, coalesce(packed.children, 0)) as difference
     from (select parent_code as code, count(*) as children
       from bag where parent_code is not null group by 1) as packed
     full join (select code, child_count from bag where kind = 'parent') as bag using (code)
     where bag.child_count is distinct from coalesce(packed.children, 0)
     order by 1`,
  ),
  statement<DifferenceRow>(
    'verify-shelves',
    `select format('%s: lists look for it on shelf %s, but it lies on %s',
       code, shelf_of(bag), shelf) as difference
     from bag where shelf <> shelf_of(bag) order by 1`,
  ),
  // More may be in stock than is, and then its parent says so, too.
  statement<DifferenceRow>(
    'verify-stock',
    `select case
         when parent.code is null then format('%s: is in stock, but in no parent', bag.code)
         when bag.in_stock
           then format('%s: is in stock, but its parent %s does not say so', bag.code, parent.code)
         else format('%s: lists take it for billed, but its parent %s is on no bill',
           bag.code, parent.code)
       end as difference
     from bag left join bag as parent on parent.code = bag.parent_code
     where bag.kind = 'child' and (
       (parent.code is null and bag.in_stock) or (bag.in_stock and not parent.in_stock)
       or (parent.bill_code is null and parent.code is not null and not bag.in_stock))
     order by 1`,
  ),
  statement<DifferenceRow>(
    'verify-bills',
    `select format('bill %s: status is %s with parent_count %s, but %s parents are on it',
       code, bill.status, bill.parent_count, coalesce(billed.parents, 0)) as difference
     from (select bill_code as code, count(*) as parents
       from bag where bill_code is not null group by 1) as billed
     full join bill using (code)
     where bill.parent_count is distinct from coalesce(billed.parents, 0)
       or (bill.status = 'new') is distinct from (coalesce(billed.parents, 0) = 0)
     order by 1`,
  ),
  statement<DifferenceRow>(
    'verify-bill-contents',
    `select format('bill %s, product %s: bill_content has %s parents and %s children, '
       'but there are %s and %s', bill_code, product_id, coalesce(stored.parents, 0),
       coalesce(stored.children, 0), coalesce(billed.parents, 0), coalesce(billed.children, 0))
       as difference
     from (select bill_code, product_id, count(*) as parents, sum(child_count) as children
       from bag where bill_code is not null group by 1, 2) as billed
     full join (select bill_code, product_id, parent_count as parents, child_count as children
       from bill_content) as stored using (bill_code, product_id)
     where (coalesce(stored.parents, 0), coalesce(stored.children, 0))
       <> (coalesce(billed.parents, 0), coalesce(billed.children, 0))
     order by 1`,
  ),
  // Parents billed by one transaction have one time; their places keep the order of the scans.
  statement<DifferenceRow>(
    'verify-billed-order',
    `select format('%s: billed_place %s is not after %s, the one billed before it',
       code, billed_place, place_before) as difference
     from (
       select code, billed_place,
         lag(billed_place) over (partition by bag.bill_code, billed_at order by seq) as place_before
       from bag join (
         select distinct on (code) code, seq
         from scan where outcome in ('billed', 'billed_target') order by code, seq desc
       ) as billing using (code)
       where bag.bill_code is not null
     ) as billed
     where billed_place is null or billed_place <= place_before
     order by 1`,
  ),
  statement<DifferenceRow>(
    'verify-totals',
    `with counted (name, rows) as (
       select 'scans', count(*) from scan
       union all select kind || '_bags', count(*) filter (where not is_void) from bag group by kind
       union all select 'bills_' || status, count(*) from bill group by status
     ), total (name, rows) as (
       select key, sum(value::bigint)
       from tally cross join jsonb_each_text(to_jsonb(tally) - 'writer' - 'day') group by key
     )
     select format('totals: %s is %s, but there are %s',
       name, coalesce(total.rows, 0), coalesce(counted.rows, 0)) as difference
     from total full join counted using (name)
     where coalesce(total.rows, 0) <> coalesce(counted.rows, 0)
     order by 1`,
  ),
  statement<DifferenceRow>(
    'verify-audit',
    `select case when seq = before + 1
       then format('audit entry %s: it, or one before it, was changed', seq)
       else format('audit entry %s: %s missing before it', seq, seq - before - 1) end as difference
     from (
       select seq, hash, coalesce(lag(seq) over chain, 0) as before,
         audit_hash(coalesce(lag(hash) over chain, ''::bytea), audit_entry) as expected_hash
       from audit_entry window chain as (order by seq)
     ) as entry
     where seq <> before + 1 or hash <> expected_hash
     order by seq`,
  ),
] as const;
