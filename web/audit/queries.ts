import { queryOptions } from '@tanstack/react-query';
import type { InputOf, OutputOf } from '../api/client.ts';
import { listQuery } from '../app/queries.ts';
import { withoutNothing } from '../app/search-params.ts';
import { ask } from '../session/expiry.ts';
import { periodOf } from '../ui/period.ts';

export type Entry = OutputOf<'GET', '/api/v2/audit'>['items'][number];
type Query = NonNullable<InputOf<'GET', '/api/v2/audit'>['query']>;
export type AuditAction = NonNullable<Query['action']>;
export type AuditSearch = Readonly<
  Partial<Record<'actor' | 'action' | 'subject' | 'from' | 'to', string>>
>;

/** What is asked of the audit, by the filters in the address. */
export function auditQuery(
  { actor, action, subject, from, to }: AuditSearch,
  isAction: (text: string) => text is AuditAction,
) {
  const filters = withoutNothing({
    actor,
    action: action !== undefined && isAction(action) ? action : undefined,
    subject,
    ...periodOf(from, to),
  });
  return listQuery('audit', filters, (query, extra) =>
    ask('GET', '/api/v2/audit', { query }, extra),
  );
}

const RUNNING_INTERVAL_MS = 1_000;

/** The last time that the chain was gone through, looked at until it has come to its end. */
export const lastVerifyQuery = queryOptions({
  queryKey: ['verify-runs'],
  queryFn: async ({ signal }) => {
    const { data } = await ask('GET', '/api/v2/verify-runs', {}, { signal });
    return data.items[0] ?? null;
  },
  refetchInterval: ({ state }) => (state.data?.state === 'running' ? RUNNING_INTERVAL_MS : false),
});
