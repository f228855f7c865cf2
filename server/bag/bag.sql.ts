import { statement } from '../db/statement.ts';
import { BAG_COLUMNS, type BagRow } from './answer.ts';

/** Statements of looking bags up. */

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
