import { type Static, type TSchema, Type } from 'typebox';
import { bagFilters } from './bag.ts';
import { billFilters } from './bill.ts';
import { type Access, endpoint } from './endpoint.ts';
import { scanFilters } from './scan.ts';

/** Whole lists as files: as many rows as there are, of one moment. */

export const EXPORT_FORMATS = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  zpl: 'application/zpl; charset=utf-8',
} as const;

/** A file's bytes, which no schema describes. */
export const File = Type.Unsafe<unknown>({ type: 'string', format: 'binary' });

/** The media type without its parameters, as the manual names it. */
export function givenType(format: keyof typeof MEDIA_TYPES): string {
  return MEDIA_TYPES[format].split(';')[0] ?? '';
}

const common =
  'Streamed from one moment of the database, without a limit of rows. UTF-8; a text that a ' +
  'spreadsheet would take for a formula has an apostrophe in front. A CSV begins with a byte ' +
  'order mark and has times as the API has them; a workbook has them by the clocks of the site, ' +
  "and goes on in further sheets at Excel's limit of rows. At most a few run at a time: 503 " +
  'with `Retry-After` beyond.';

function exportEndpoints<Query extends TSchema>(
  kind: string,
  access: Access,
  query: Query,
  description: string,
) {
  const as = (format: ExportFormat) =>
    endpoint({
      method: 'GET',
      path: `/api/v2/exports/${kind}.${format}`,
      access,
      tag: 'Exports',
      summary: `Export ${kind} as ${format === 'csv' ? 'CSV' : 'a workbook'}`,
      description: `${description} ${common}`,
      query,
      gives: [givenType(format)],
      response: { 200: File },
    });
  return { query, csv: as('csv'), xlsx: as('xlsx') };
}

const BagsQuery = Type.Object(bagFilters);
export type BagsExportQuery = Static<typeof BagsQuery>;
export const exportBags = exportEndpoints(
  'bags',
  'list',
  BagsQuery,
  'All that the list of bags shows under these filters, in its order; what `q` finds in the ' +
    'order of codes. It can be imported again as `bags`.',
);

const BillsQuery = Type.Object(billFilters);
export type BillsExportQuery = Static<typeof BillsQuery>;
export const exportBills = exportEndpoints(
  'bills',
  'viewBills',
  BillsQuery,
  'All that the list of bills shows under these filters, newest first. It can be imported again ' +
    'as `bills`.',
);

const ScansQuery = Type.Object(scanFilters);
export type ScansExportQuery = Static<typeof ScansQuery>;
export const exportScans = exportEndpoints(
  'scans',
  'list',
  ScansQuery,
  'The ledger under these filters, newest first.',
);

const { kind: _kind, packed: _packed, sort: _sort, ...packingFilters } = bagFilters;
const PackingQuery = Type.Object({
  ...packingFilters,
  bill: Type.Optional(Type.String({ description: 'the code of the bill that its parent is on' })),
});
export type PackingExportQuery = Static<typeof PackingQuery>;
export const exportPacking = exportEndpoints(
  'packing',
  'list',
  PackingQuery,
  'A line for each child in a parent: with its parent, its bill and dealer, who packed it and ' +
    'when; parent by parent, in the order packed. `status` and `product` are the ' +
    "parent's, `q` finds its code or its parent's, `from` and `to` speak of when it was packed. " +
    'It can be imported again as `bags`.',
);

export const EXPORT_KINDS = ['bags', 'bills', 'scans', 'packing'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];
