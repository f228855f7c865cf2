import type { Bag, PackedChild } from '#contract/bag.ts';
import { parseCode, withoutChildPattern } from '#domain/code.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import { coalesce } from '../db/coalesce.ts';
import type { Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { type BagRow, bagOf, childOf } from './answer.ts';
import { type ChildRow, findBags, listChildren } from './bag.sql.ts';

/** Finds single bags, of any area, many at once. */
export interface BagLookUp {
  /** @throws {CodedError} bag_unknown */
  getBag(rawCode: string): Promise<Bag>;
  /** In the order packed; a child holds none. @throws {CodedError} bag_unknown */
  listChildren(rawCode: string): Promise<PackedChild[]>;
}

export function makeBagLookUp({ db, catalogue }: Deps): BagLookUp {
  const find = coalesce(async (codes) => byCode(await db.run(findBags, [codes])));
  const findChildren = coalesce((codes) => loadChildren(db, codes));
  const getRow = async (rawCode: string): Promise<BagRow> => {
    const row = await find(normalCodeOf(rawCode, catalogue.current));
    if (row === undefined) throw unknownBag();
    return row;
  };
  return {
    getBag: async (rawCode) => bagOf(await getRow(rawCode), catalogue.current),
    listChildren: async (rawCode) => {
      const { code } = await getRow(rawCode);
      const rows = (await findChildren(code)) ?? [];
      return rows.map((row) => childOf(row, catalogue.current));
    },
  };
}

/**
 * The normal form of what was scanned or typed. `childPattern` does not count here: bags that were
 * registered before it was set stay findable.
 * @throws {CodedError} bag_unknown: no bag can have a code that is malformed.
 */
export function normalCodeOf(rawCode: string, { codes }: CatalogueSnapshot): string {
  const parsed = parseCode(rawCode, withoutChildPattern(codes));
  if (parsed.kind === 'malformed') throw unknownBag();
  return parsed.code;
}

export function unknownBag(): CodedError {
  return new CodedError('bag_unknown', 'No bag has this code');
}

/** The children of each of these parents, by the parent's code. */
export async function loadChildren(
  db: Queryable,
  parentCodes: readonly string[],
): Promise<Map<string, ChildRow[]>> {
  const rows = await db.run(listChildren, [parentCodes]);
  return Map.groupBy(rows, (row) => row.parent_code);
}

function byCode(rows: readonly BagRow[]): Map<string, BagRow> {
  return new Map(rows.map((row) => [row.code, row]));
}
