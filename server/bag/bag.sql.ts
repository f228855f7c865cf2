import { statement } from '../db/statement.ts';

/** Statements of looking bags up. Names of areas, users and products come from the catalogue. */

export interface BagRow {
  code: string;
  kind: 'parent' | 'child';
  is_void: boolean;
  created_at: string;
  created_by: number;
  area_id: number | null;
  product_id: number | null;
  capacity: number | null;
  child_count: number | null;
  is_sealed: boolean | null;
  lot: string | null;
  label_date: string | null;
  parent_code: string | null;
  /** A parent's own; a child's is its parent's. */
  bill_code: string | null;
}

/** The columns of `BagRow`, of `bag` and its parent `packed_in`. */
export const BAG_COLUMNS = `bag.code, bag.kind, bag.is_void, bag.created_at, bag.created_by,
  bag.area_id, bag.product_id, bag.capacity, bag.child_count, bag.is_sealed, bag.lot,
  bag.label_date, bag.parent_code, coalesce(bag.bill_code, packed_in.bill_code) as bill_code`;

/** $1 codes, of which some may be unknown; in no order. */
export const findBags = statement<BagRow>(
  'bag-find',
  `select ${BAG_COLUMNS}
   from bag left join bag packed_in on packed_in.code = bag.parent_code
   where bag.code = any($1::text[])`,
);

export interface ChildRow {
  parent_code: string;
  code: string;
  lot: string | null;
  packed_at: string;
  packed_by: number | null;
}

/** $1 codes of parents; their children in the order packed. */
export const listChildren = statement<ChildRow>(
  'bag-list-children',
  `select parent_code, code, lot, packed_at, packed_by from bag
   where parent_code = any($1::text[])
   order by packed_at, code`,
);
