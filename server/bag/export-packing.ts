import type { PackingExportQuery } from '#contract/export.ts';
import { parseBillCode } from '#domain/bill.ts';
import type { Actor } from '#domain/permission.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import { makeParameters } from '../db/parameters.ts';
import { periodOf } from '../list/period.ts';
import { matchingAnyTier, searchOf } from '../list/search.ts';
import type { Column, RowSource } from '../sheet-writer/column.ts';
import { nameOf } from './answer.ts';
import { bagConditions } from './export.ts';
import { searchedTextOf } from './list.ts';

/** A packed child as the statement finds it; numbers become names. */
export interface PackingRow {
  code: string;
  lot: string | null;
  label_date: string | null;
  area_id: number | null;
  parent_code: string;
  product_id: number | null;
  bill_code: string | null;
  dealer: string | null;
  destination: string | null;
  vehicle: string | null;
  packed_by: number | null;
  packed_at: string;
}

/** A line for each child in a parent, parent by parent, in the order packed. */
export function packingToExport(
  { product, status, bill, q = '', ...query }: PackingExportQuery,
  person: Actor,
  names: CatalogueSnapshot,
  timeZone: string,
): RowSource<PackingRow, PackingRow> {
  const parameters = makeParameters();
  const { add } = parameters;
  const packed = { ...query, kind: 'child', packed: 'true' } as const;
  const { shelf, conditions } = bagConditions(packed, person, names, parameters);
  const search = searchOf(searchedTextOf(q, names));
  if (search !== null) {
    const matching = ['bag.code', 'bag.parent_code'].map((column) =>
      matchingAnyTier(column, search, parameters).join(' and '),
    );
    conditions.push(`((${matching.join(') or (')}))`);
  }
  // What can be no bill's code is on none of them.
  if (bill !== undefined) conditions.push(`packed_in.bill_code = ${add(parseBillCode(bill))}`);
  const { from, to } = periodOf(query, timeZone);
  if (from !== null) conditions.push(`bag.packed_at >= ${add(from)}`);
  if (to !== null) conditions.push(`bag.packed_at < ${add(to)}`);
  if (status !== undefined) conditions.push(`status_of(packed_in) = ${add(status)}`);
  if (product !== undefined) {
    const ids = names.products.filter(({ name }) => name.toLowerCase() === product.toLowerCase());
    conditions.push(`packed_in.product_id = any(${add(ids.map(({ id }) => id))}::smallint[])`);
  }
  const text = `with ${shelf}
    select bag.code, bag.lot, bag.label_date, bag.area_id, bag.parent_code, packed_in.product_id,
      packed_in.bill_code, bill.dealer, bill.destination, bill.vehicle, bag.packed_by,
      bag.packed_at
    from bag join bag packed_in on packed_in.code = bag.parent_code
      left join bill on bill.code = packed_in.bill_code
    where ${conditions.join(' and ')}
    order by bag.parent_code, bag.packed_at, bag.code`;
  const { values } = parameters;
  return { text, values, itemOf: (row) => row, columns: columnsOf(names) };
}

/** The first three are those of an import of bags. */
function columnsOf(names: CatalogueSnapshot): readonly Column<PackingRow>[] {
  const { areaNameById, productById, usernameById } = names;
  return [
    { name: 'qr_id', type: 'text', of: ({ code }) => code },
    { name: 'type', type: 'text', of: () => 'child' },
    { name: 'parent_qr_id', type: 'text', of: (row) => row.parent_code },
    {
      name: 'product',
      type: 'text',
      of: (row) => nameOf(productById, row.product_id)?.name ?? null,
    },
    { name: 'lot', type: 'text', of: ({ lot }) => lot },
    { name: 'label_date', type: 'date', of: (row) => row.label_date },
    { name: 'bill_id', type: 'text', of: (row) => row.bill_code },
    { name: 'dealer', type: 'text', of: ({ dealer }) => dealer },
    { name: 'destination', type: 'text', of: ({ destination }) => destination },
    { name: 'vehicle', type: 'text', of: ({ vehicle }) => vehicle },
    { name: 'area', type: 'text', of: (row) => nameOf(areaNameById, row.area_id) },
    { name: 'packed_by', type: 'text', of: (row) => nameOf(usernameById, row.packed_by) },
    { name: 'packed_at', type: 'instant', of: (row) => row.packed_at },
  ];
}
