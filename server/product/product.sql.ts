import { statement } from '../db/statement.ts';

export interface ProductRow {
  readonly id: number;
  readonly name: string;
  readonly pattern: string;
  readonly capacity: number;
  readonly unit_weight_g: number;
  readonly expected_weight_g: number;
  readonly version: number;
}

const COLUMNS = 'id, name, pattern, capacity, unit_weight_g, expected_weight_g, version';

export const listProducts = statement<ProductRow>(
  'listProducts',
  `select ${COLUMNS} from product order by id`,
);

/** $1 id. */
export const findProduct = statement<ProductRow>(
  'findProduct',
  `select ${COLUMNS} from product where id = $1`,
);

/**
 * Until the transaction ends, nobody else adds or changes a product: that no two patterns match one
 * text is a rule over all rows, which no constraint can hold.
 */
export const lockProducts = statement(
  'lockProducts',
  `select pg_advisory_xact_lock(hashtext('product'))`,
);

/** $1 name, $2 pattern, $3 capacity, $4 unit weight in g, $5 expected weight in g. */
export const insertProduct = statement<ProductRow>(
  'insertProduct',
  `insert into product (name, pattern, capacity, unit_weight_g, expected_weight_g)
  values ($1, $2, $3, $4, $5)
  returning ${COLUMNS}`,
);

/** $1 id, then as `insertProduct`. */
export const updateProduct = statement<ProductRow>(
  'updateProduct',
  `update product set name = $2, pattern = $3, capacity = $4, unit_weight_g = $5,
    expected_weight_g = $6, version = version + 1
  where id = $1
  returning ${COLUMNS}`,
);

/**
 * $1 product, $2 what its pattern begins with, $3 the first text after all that begin so. All
 * codes of the product lie between: a range of the primary key, however many bags there are.
 */
export const findBagOfProduct = statement<{ readonly code: string }>(
  'findBagOfProduct',
  `select code from bag where code >= $2 and code < $3 and product_id = $1 limit 1`,
);

/** $1 and $2 as $2 and $3 of `findBagOfProduct`, $3 a regular expression. */
export const findChildLike = statement<{ readonly code: string }>(
  'findChildLike',
  `select code from bag where code >= $1 and code < $2 and kind = 'child' and code ~ $3 limit 1`,
);
