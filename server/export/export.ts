import { Readable } from 'node:stream';
import type { QueryResultRow } from 'pg';
import type {
  BagsExportQuery,
  BillsExportQuery,
  ExportFormat,
  ExportKind,
  PackingExportQuery,
  ScansExportQuery,
} from '#contract/export.ts';
import type { Actor } from '#domain/permission.ts';
import { siteDayAt } from '#domain/site-day.ts';
import { bagsToExport } from '../bag/export.ts';
import { packingToExport } from '../bag/export-packing.ts';
import { billsToExport } from '../bill/export.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { scansToExport } from '../scan/export.ts';
import type { RowSource } from '../sheet-writer/column.ts';
import { csvOf } from '../sheet-writer/csv.ts';
import { bookOf, sheetOf } from '../sheet-writer/xlsx.ts';
import { EXPORTS_AT_ONCE_MAX, openCursor } from './cursor.ts';

/** One too many is told to come back after so long. */
const RETRY_AFTER_SECONDS = 10;

/** What is asked for: a kind with its list's filters. */
export type ExportRequest =
  | { readonly kind: 'bags'; readonly query: BagsExportQuery }
  | { readonly kind: 'bills'; readonly query: BillsExportQuery }
  | { readonly kind: 'scans'; readonly query: ScansExportQuery }
  | { readonly kind: 'packing'; readonly query: PackingExportQuery };

export interface ExportFile {
  /** Destroyed, it ends the export at once. */
  readonly stream: Readable;
  /** Such as `bags-2026-11-23.csv`. */
  readonly filename: string;
  /** How many rows the planner expects. */
  readonly rowsExpected: number;
}

/** Makes exports, a few at a time. */
export interface Exporter {
  /**
   * @param signal ends it at any time.
   * @param onRows is told, batch by batch, how many rows were taken.
   * @throws {CodedError} overloaded when too many are under way; malformed_request
   */
  open(
    person: Actor,
    request: ExportRequest,
    format: ExportFormat,
    options: { readonly signal: AbortSignal; readonly onRows?: (count: number) => void },
  ): Promise<ExportFile>;
}

export function makeExporter(deps: Deps): Exporter {
  let underWay = 0;
  const open: Exporter['open'] = async (person, request, format, { signal, onRows }) => {
    if (underWay === EXPORTS_AT_ONCE_MAX) throw tooMany();
    underWay++;
    try {
      const writing = { format, signal, onRows: onRows ?? (() => undefined) };
      const made = await openSource(deps, request, person, writing);
      made.stream.once('close', () => underWay--);
      return { ...made, filename: filenameOf(deps, request.kind, format) };
    } catch (error) {
      underWay--;
      throw error;
    }
  };
  return { open };
}

function tooMany(): CodedError {
  const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) };
  const detail = `${EXPORTS_AT_ONCE_MAX} exports are under way; try again`;
  return new CodedError('overloaded', detail, { headers });
}

interface Writing {
  readonly format: ExportFormat;
  readonly signal: AbortSignal;
  readonly onRows: (count: number) => void;
}

type Opened = Omit<ExportFile, 'filename'>;

function openSource(
  deps: Deps,
  request: ExportRequest,
  person: Actor,
  writing: Writing,
): Promise<Opened> {
  const names = deps.catalogue.current;
  const { timeZone } = deps.config;
  const { kind } = request;
  const write = <Row extends QueryResultRow, Item>(source: RowSource<Row, Item>) =>
    openFile(deps, kind, source, writing);
  switch (request.kind) {
    case 'bags':
      return write(bagsToExport(request.query, person, names, timeZone));
    case 'bills':
      return write(billsToExport(request.query, names, timeZone));
    case 'scans':
      return write(scansToExport(request.query, person, names, timeZone));
    case 'packing':
      return write(packingToExport(request.query, person, names, timeZone));
  }
}

async function openFile<Row extends QueryResultRow, Item>(
  { exports, config: { timeZone } }: Deps,
  kind: ExportKind,
  source: RowSource<Row, Item>,
  { format, signal, onRows }: Writing,
): Promise<Opened> {
  const cursor = await openCursor<Row>(exports, source, signal);
  const items = itemsOf(source, cursor.batches, onRows);
  const stream =
    format === 'csv'
      ? Readable.from(csvOf(source.columns, items), { objectMode: false })
      : bookOf([sheetOf(kind, source.columns, items)], { timeZone });
  stream.once('close', () => void cursor.close());
  return { stream, rowsExpected: cursor.rowsExpected };
}

async function* itemsOf<Row, Item>(
  { itemOf }: RowSource<Row, Item>,
  batches: AsyncIterable<readonly Row[]>,
  onRows: (count: number) => void,
): AsyncGenerator<readonly Item[]> {
  for await (const rows of batches) {
    yield rows.map(itemOf);
    onRows(rows.length);
  }
}

/** By the site's day. */
function filenameOf({ config }: Deps, kind: ExportKind, format: ExportFormat): string {
  return `${kind}-${siteDayAt(Date.now(), config.timeZone)}.${format}`;
}
