import { queryOptions } from '@tanstack/react-query';
import type { OutputOf } from '../api/client.ts';
import { ask } from '../session/expiry.ts';
import { compareInstants } from '../ui/instant.ts';

export type Alert = OutputOf<'GET', '/api/v2/alerts'>['items'][number];
export type Rule = OutputOf<'GET', '/api/v2/alert-rules/:key'>;
export type RuleKey = Rule['key'];
export type Level = Alert['level'];

export const LEVELS = ['critical', 'warning'] as const;

/** More are open only when everything is wrong at once; then these are enough to begin with. */
const OPEN_MAX = 100;

/** What is open: the bell, and the top of the page. Told anew as an alert is raised or ends. */
export const openAlertsQuery = queryOptions({
  queryKey: ['alerts', 'open'],
  queryFn: async ({ signal }) => {
    const query = { state: 'open', limit: OPEN_MAX } as const;
    return (await ask('GET', '/api/v2/alerts', { query }, { signal })).data.items;
  },
});

/** The worse first, then the newer. */
export function byUrgency(a: Alert, b: Alert): number {
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || compareInstants(b.raisedAt, a.raisedAt)
  );
}

/** How loud the bell is. */
export function loudest(alerts: readonly Alert[]): Level | null {
  return LEVELS.find((level) => alerts.some((alert) => alert.level === level)) ?? null;
}
