import { queryOptions } from '@tanstack/react-query';
import type { OutputOf } from '../api/client.ts';
import { ask } from '../session/expiry.ts';

export type Today = OutputOf<'GET', '/api/v2/stats/today'>;
export type Stats = OutputOf<'GET', '/api/v2/stats'>['statistics'];
export type BillUnderWay = OutputOf<'GET', '/api/v2/bills'>['items'][number];

/** The server counts anew as often; who is at work also changes by time alone. */
const REFRESH_MS = 5_000;

export const statsQuery = queryOptions({
  queryKey: ['stats'],
  queryFn: async ({ signal }) =>
    (await ask('GET', '/api/v2/stats', {}, { signal })).data.statistics,
});

export const todayQuery = queryOptions({
  queryKey: ['today'],
  queryFn: async ({ signal }) => (await ask('GET', '/api/v2/stats/today', {}, { signal })).data,
  refetchInterval: REFRESH_MS,
});

/** As many as are taken in at a glance. */
export const SHOWN = 6;

export const billsUnderWayQuery = queryOptions({
  queryKey: ['bills', 'under way'],
  queryFn: async ({ signal }) => {
    const query = { status: 'processing', limit: SHOWN } as const;
    return (await ask('GET', '/api/v2/bills', { query }, { signal })).data.items;
  },
});
