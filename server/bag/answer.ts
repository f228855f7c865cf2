import type { Bag, PackedChild } from '#contract/bag.ts';
import { parentStatusOf } from '#domain/outcome.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { BagRow, ChildRow } from './bag.sql.ts';

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
