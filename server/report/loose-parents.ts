import type { DayReport } from '#contract/report.ts';
import type { ParentStatus } from '#domain/outcome.ts';
import type { Actor } from '#domain/permission.ts';
import { nameOf } from '../bag/answer.ts';
import { shelfText } from '../bag/list-text.ts';
import { groupsOf } from '../bag/shelves.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { Queryable } from '../db/database.ts';
import { makeParameters } from '../db/parameters.ts';

type LooseParents = DayReport['doesNotAddUp']['partFull'];

/** What is wanted of parents that do not add up. */
export interface Looseness {
  readonly statuses: readonly ParentStatus[];
  readonly billed?: 'false';
  readonly isPartFull?: true;
}

/** Parents of these that were there before a moment: counted, and the newest of them. */
export async function findLooseParents(
  lists: Queryable,
  person: Actor,
  names: CatalogueSnapshot,
  { statuses, billed, isPartFull }: Looseness,
  { before, namedMax }: { readonly before: string; readonly namedMax: number },
): Promise<LooseParents> {
  const query = { kind: 'parent', ...(billed === undefined ? {} : { billed }) } as const;
  const [group] = groupsOf(query, person, names);
  if (group === undefined) throw new Error('parents are a group of bags');
  const { shelves } = group;
  const parameters = makeParameters();
  const { add, values } = parameters;
  const shelf = shelfText({ ...shelves, parent: { ...shelves.parent, statuses } }, parameters);
  const where = `bag.shelf = shelf.id and bag.created_at < ${add(before)}
    ${isPartFull ? 'and bag.child_count > 0' : ''}`;
  const counting = lists.runText<{ count: number }>(
    `with ${shelf} select coalesce(sum(found.bags), 0)::bigint as count
     from shelf cross join lateral (select count(*) as bags from bag where ${where}) found`,
    [...values],
  );
  const order = 'order by created_at desc, code desc';
  const limit = `limit ${add(namedMax)}`;
  const listing = lists.runText<LooseRow>(
    `with ${shelf} select found.* from shelf cross join lateral (
       select code, product_id, area_id, child_count as "childCount", capacity,
         status_of(bag) as status, bill_code as bill, created_at as "createdAt", created_at
       from bag where ${where} ${order} ${limit}
     ) found ${order} ${limit}`,
    values,
  );
  const [[counted], rows] = await Promise.all([counting, listing]);
  return { count: counted?.count ?? 0, parents: rows.map((row) => parentOf(row, names)) };
}

interface LooseRow {
  code: string;
  product_id: number | null;
  area_id: number | null;
  childCount: number;
  capacity: number;
  status: ParentStatus;
  bill: string | null;
  createdAt: string;
}

function parentOf(
  row: LooseRow,
  { productById, areaNameById }: CatalogueSnapshot,
): LooseParents['parents'][number] {
  const { code, childCount, capacity, status, bill, createdAt } = row;
  const product = nameOf(productById, row.product_id)?.name ?? null;
  const area = nameOf(areaNameById, row.area_id);
  return { code, product, area, childCount, capacity, status, bill, createdAt };
}
