import { queryOptions } from '@tanstack/react-query';
import { forgetSession, recallSession, rememberSession } from '../session/remembered.ts';
import { findSession, type Session } from '../session/session.tsx';
import { setSiteTimeZone } from '../session/site-time.ts';
import { queryClient } from './query-client.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => noted(await findSession()),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Begins with who was here last, if anybody, and asks the server who it is now. */
export function beginSession(): void {
  const remembered = recallSession();
  if (remembered !== null) queryClient.setQueryData(sessionQuery.queryKey, remembered);
  void queryClient.prefetchQuery({ ...sessionQuery, staleTime: 0 });
}

/** Somebody has signed in here. */
export function takeSession(session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, noted(session));
}

/** @returns the session as it is to be shown, after what has to be kept of it. */
function noted(session: Session | null): Session | null {
  const before = recallSession();
  if (session === null) {
    forgetSession();
    return null;
  }
  setSiteTimeZone(session.timeZone);
  rememberSession(session);
  // Another person's page would be built of what the first one might see.
  if (before !== null && before.user.id !== session.user.id) location.reload();
  return session;
}
