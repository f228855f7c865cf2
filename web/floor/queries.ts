import { queryOptions } from '@tanstack/react-query';
import type { OutputOf } from '../api/client.ts';
import { ask } from '../session/expiry.ts';

export type Floor = OutputOf<'GET', '/api/v2/stations'>;
export type Station = Floor['items'][number];

/** The server writes what stations do every two seconds. */
const REFRESH_MS = 3_000;

export const floorQuery = queryOptions({
  queryKey: ['floor'],
  queryFn: async ({ signal }) => (await ask('GET', '/api/v2/stations', {}, { signal })).data,
  refetchInterval: REFRESH_MS,
});
