import type { Bag, PackedChild } from '#contract/bag.ts';
import { parentStatusOf } from '#domain/outcome.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { ChildRow } from './bag.sql.ts';

/** What a shown bag is made of. Names of areas, users and products come from the catalogue. */
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

/** A bag as everybody is shown it: names instead of numbers. */
export function bagOf(row: BagRow, catalogue: CatalogueSnapshot): Bag {
  return {
    code: row.code,
    kind: row.kind,
    product: nameOf(catalogue.productById, row.product_id)?.name ?? null,
    status: statusOf(row),
    childCount: row.child_count,
    capacity: row.capacity,
    lot: row.lot,
    labelDate: row.label_date,
    area: nameOf(catalogue.areaNameById, row.area_id),
    parent: row.parent_code,
    bill: row.bill_code,
    createdAt: row.created_at,
    createdBy: nameOf(catalogue.usernameById, row.created_by),
  };
}

export function childOf(row: ChildRow, catalogue: CatalogueSnapshot): PackedChild {
  const { code, lot, packed_at: packedAt } = row;
  return { code, lot, packedAt, packedBy: nameOf(catalogue.usernameById, row.packed_by) };
}

/** The entry of a number, if there is one. */
export function nameOf<Name>(names: ReadonlyMap<number, Name>, id: number | null): Name | null {
  return id === null ? null : (names.get(id) ?? null);
}

function statusOf({ is_void, capacity, child_count, is_sealed }: BagRow): Bag['status'] {
  if (is_void) return 'void';
  if (capacity === null || child_count === null || is_sealed === null) return null;
  return parentStatusOf({ capacity, childCount: child_count, isSealed: is_sealed });
}
