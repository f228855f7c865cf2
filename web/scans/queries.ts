import { isOutcome } from '#domain/outcome.ts';
import { addressOf, type OutputOf } from '../api/client.ts';
import { listQuery } from '../app/queries.ts';
import { withoutNothing } from '../app/search-params.ts';
import { ask } from '../session/expiry.ts';
import { periodOf } from '../ui/period.ts';

export type Scan = OutputOf<'GET', '/api/v2/scans'>['items'][number];
export type ScanSearch = Readonly<
  Partial<Record<'code' | 'user' | 'station' | 'outcome' | 'from' | 'to', string>>
>;

/** What is asked of the ledger, by the filters in the address. */
export function scansQuery(search: ScanSearch) {
  return listQuery('scans', filtersOf(search), (query, extra) =>
    ask('GET', '/api/v2/scans', { query }, extra),
  );
}

/** The whole ledger under the filters, as a file. */
export function scansFile(search: ScanSearch, format: 'csv' | 'xlsx'): string {
  return addressOf(`/api/v2/exports/scans.${format}`, {}, filtersOf(search));
}

function filtersOf({ code, user, station, outcome, from, to }: ScanSearch) {
  return withoutNothing({
    code,
    user,
    station,
    outcome: outcome !== undefined && isOutcome(outcome) ? outcome : undefined,
    ...periodOf(from, to),
  });
}
