import { statement } from '../db/statement.ts';

/** Statements of what leaves the stock: the packets of parents that were put on a bill. */

/** Parents on a bill whose packets are still in stock. Nobody scans one while it is held. */
export const holdLeaving = statement<{ code: string }>(
  'stock-hold-leaving',
  `select code from bag where in_stock and bill_code is not null
   order by code limit $1 for update skip locked`,
);

/** Their packets, but those that somebody is scanning: who waited for one could wait for us. */
export const holdPackets = statement<{ code: string }>(
  'stock-hold-packets',
  `select code from bag where parent_code = any($1::text[]) and in_stock
   for update skip locked`,
);

export const takePackets = statement(
  'stock-take-packets',
  `update bag set in_stock = false, shelf = shelf - 2 where code = any($1::text[])`,
);

/** All but those whose packets were left. */
export const takeParents = statement<{ code: string }>(
  'stock-take-parents',
  `update bag set in_stock = false
   where code = any($1::text[]) and not exists (
     select from bag packet where packet.parent_code = bag.code and packet.in_stock
   )
   returning code`,
);
