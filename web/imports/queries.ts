import { queryOptions } from '@tanstack/react-query';
import type { Fate, Import, ImportKind, ImportRow, ImportState } from '#contract/import.ts';
import { addressOf } from '../api/client.ts';
import { listQuery } from '../app/queries.ts';
import { oneOf, withoutNothing } from '../app/search-params.ts';
import { ask } from '../session/expiry.ts';

export type { Fate, Import, ImportKind, ImportRow, ImportState };

// The contract's own lists would bring its schemas into the browser; their types hold these to it.
export const KINDS = ['packing', 'bags', 'billing', 'bills'] as const satisfies ImportKind[];
export const FATES = ['created', 'linked', 'same', 'conflict', 'refused'] as const satisfies Fate[];

/** What is asked for the list of all imports. */
export function importsQuery() {
  return listQuery('imports', {}, (query, extra) =>
    ask('GET', '/api/v2/imports', { query }, extra),
  );
}

/** The notes of its progress come by themselves; this is for one that was missed. */
const LOOK_AGAIN_MS = 3_000;

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['import', id],
    queryFn: async ({ signal }) => {
      return (await ask('GET', '/api/v2/imports/:id', { params: { id } }, { signal })).data;
    },
    refetchInterval: ({ state: { data } }) => (isUnderWay(data) ? LOOK_AGAIN_MS : false),
  });
}

interface RowFilters {
  readonly id?: string;
  readonly fate?: Fate;
}

/** What is asked for its rows, in the order of the file. */
export function rowsQuery(id: string, fate: string | undefined) {
  const filters: RowFilters = withoutNothing({ id, fate: oneOf(FATES, fate) });
  return listQuery('import', filters, ({ id: _, ...query }, extra) =>
    ask('GET', '/api/v2/imports/:id/rows', { params: { id }, query }, extra),
  );
}

export function rowsFile(id: string, fate: string | undefined): string {
  return addressOf('/api/v2/imports/:id/rows.csv', { id }, { fate: oneOf(FATES, fate) });
}

export function isUnderWay(one: Import | undefined): boolean {
  return one?.state === 'queued' || one?.state === 'running';
}
