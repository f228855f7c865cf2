import { queryOptions } from '@tanstack/react-query';
import type { ReportMail } from '#contract/report.ts';
import { listQuery } from '../../app/queries.ts';
import { ask } from '../../session/expiry.ts';

export type { ReportMail };

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: async ({ signal }) => (await ask('GET', '/api/v2/settings', {}, { signal })).data,
});

/** No note tells how a mail fares. */
const LOOK_AGAIN_MS = 2_000;

/** Whether mail can be sent, and when the next one is due; looked at while one is on its way. */
export const mailQuery = queryOptions({
  queryKey: ['mails', 'next'],
  queryFn: async ({ signal }) => {
    const query = { limit: 100 };
    return (await ask('GET', '/api/v2/reports/mails', { query }, { signal })).data;
  },
  refetchInterval: ({ state: { data } }) => (isOnItsWay(data?.items) ? LOOK_AGAIN_MS : false),
});

/** One that was tried in vain waits for minutes: that needs no looking. */
export function isOnItsWay(mails: readonly ReportMail[] = []): boolean {
  return mails.some(({ state, lastFault }) => state === 'waiting' && lastFault === null);
}

/** What is asked for the mails, newest day first. */
export function mailsQuery() {
  return listQuery('mails', {}, (query, extra) =>
    ask('GET', '/api/v2/reports/mails', { query }, extra),
  );
}

/** The address that a user has told. */
export function addressQuery(id: number) {
  return queryOptions({
    queryKey: ['users', 'address', id],
    queryFn: async ({ signal }) =>
      (await ask('GET', '/api/v2/users/:id', { params: { id } }, { signal })).data.email,
  });
}
