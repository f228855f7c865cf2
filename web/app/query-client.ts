import { QueryClient } from '@tanstack/react-query';
import { RefusedError } from '../api/client.ts';

/** The server's events say what has changed; this is for when they do not come through. */
const STALE_MS = 30_000;
const RETRIES_MAX = 2;
const RETRY_MS = 700;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      // Without a network the request fails at once, and the page says so.
      networkMode: 'always',
      refetchOnReconnect: true,
      retry: (failures, error) => failures < RETRIES_MAX && mayPass(error),
      retryDelay: (failures) => RETRY_MS * 2 ** failures,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** What the server refuses with a reason, it refuses again. */
function mayPass(error: unknown): boolean {
  return !(error instanceof RefusedError) || error.status >= 500;
}
