import { useQuery } from '@tanstack/react-query';
import type { OutputOf } from '../api/client.ts';
import { ask } from '../session/expiry.ts';

export type Today = OutputOf<'GET', '/api/v2/stats/today'>;

/** The server counts anew as often; who is at work also changes by time alone. */
const REFRESH_MS = 5_000;

export function useStats() {
  return useQuery({
    queryKey: ['stats'],
    queryFn: async ({ signal }) =>
      (await ask('GET', '/api/v2/stats', {}, { signal })).data.statistics,
  });
}

export function useToday() {
  return useQuery({
    queryKey: ['today'],
    queryFn: async ({ signal }) => (await ask('GET', '/api/v2/stats/today', {}, { signal })).data,
    refetchInterval: REFRESH_MS,
  });
}

/** As many as are taken in at a glance. */
export const SHOWN = 6;

export function useBillsUnderWay() {
  return useQuery({
    queryKey: ['bills', 'under way'],
    queryFn: async ({ signal }) => {
      const query = { status: 'processing', limit: SHOWN } as const;
      return (await ask('GET', '/api/v2/bills', { query }, { signal })).data.items;
    },
  });
}
