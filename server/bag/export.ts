import type { Bag } from '#contract/bag.ts';
import type { BagsExportQuery } from '#contract/export.ts';
import type { Actor } from '#domain/permission.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import { makeParameters, type Parameters } from '../db/parameters.ts';
import { periodOf } from '../list/period.ts';
import { matchingAnyTier, searchOf } from '../list/search.ts';
import type { Column, RowSource } from '../sheet-writer/column.ts';
import { BAG_COLUMNS, type BagRow, bagOf } from './answer.ts';
import { searchedTextOf } from './list.ts';
import { shelfText } from './list-text.ts';
import { groupsOf } from './shelves.ts';

/** All bags that the list would show, in its order; what a search finds in the order of codes. */
export function bagsToExport(
  query: BagsExportQuery,
  person: Actor,
  names: CatalogueSnapshot,
  timeZone: string,
): RowSource<BagRow, Bag> {
  const parameters = makeParameters();
  const { shelf, conditions } = bagConditions(query, person, names, parameters);
  const { from, to } = periodOf(query, timeZone);
  if (from !== null) conditions.push(`bag.created_at >= ${parameters.add(from)}`);
  if (to !== null) conditions.push(`bag.created_at < ${parameters.add(to)}`);
  const sort = query.sort ?? (query.q ? 'code' : '-createdAt');
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const time = sort.endsWith('code') ? '' : `bag.created_at ${direction}, `;
  const text = `with ${shelf}
    select ${BAG_COLUMNS}
    from bag left join bag packed_in on packed_in.code = bag.parent_code
    where ${conditions.join(' and ')}
    order by ${time}bag.code ${direction}`;
  const itemOf = (row: BagRow) => bagOf(row, names);
  return { text, values: parameters.values, itemOf, columns: COLUMNS };
}

/** The first three are those of an import. */
const COLUMNS: readonly Column<Bag>[] = [
  { name: 'qr_id', type: 'text', of: ({ code }) => code },
  { name: 'type', type: 'text', of: ({ kind }) => kind },
  { name: 'parent_qr_id', type: 'text', of: ({ parent }) => parent },
  { name: 'bill_id', type: 'text', of: ({ bill }) => bill },
  { name: 'status', type: 'text', of: ({ status }) => status },
  { name: 'product', type: 'text', of: ({ product }) => product },
  { name: 'children', type: 'number', of: ({ childCount }) => childCount },
  { name: 'capacity', type: 'number', of: ({ capacity }) => capacity },
  { name: 'lot', type: 'text', of: ({ lot }) => lot },
  { name: 'label_date', type: 'date', of: ({ labelDate }) => labelDate },
  { name: 'area', type: 'text', of: ({ area }) => area },
  { name: 'created_at', type: 'instant', of: ({ createdAt }) => createdAt },
  { name: 'created_by', type: 'text', of: ({ createdBy }) => createdBy },
];

/**
 * A table `shelf`, and conditions on `bag` and the parent `packed_in`: all filters of the list but
 * the period.
 */
export function bagConditions(
  { billed, ...query }: Omit<BagsExportQuery, 'from' | 'to'> & { packed?: 'true' | 'false' },
  person: Actor,
  names: CatalogueSnapshot,
  parameters: Parameters,
): { readonly shelf: string; readonly conditions: string[] } {
  // Without `billed` it is one group: the join tells here whether a child's parent is billed.
  const [group] = groupsOf(query, person, names);
  if (group === undefined) throw new Error('a query has at least one group of bags');
  const conditions = ['bag.shelf in (select id from shelf)'];
  if (billed !== undefined) {
    const is = billed === 'true' ? 'is not null' : 'is null';
    conditions.push(`coalesce(bag.bill_code, packed_in.bill_code) ${is}`);
  }
  const search = searchOf(searchedTextOf(query.q ?? '', names));
  if (search !== null) conditions.push(...matchingAnyTier('bag.code', search, parameters));
  return { shelf: shelfText(group.shelves, parameters), conditions };
}
