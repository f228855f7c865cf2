import { queryOptions } from '@tanstack/react-query';
import type { DayReport } from '#contract/report.ts';
import { addressOf } from '../api/client.ts';
import { withoutNothing } from '../app/search-params.ts';
import { ask } from '../session/expiry.ts';

export type { DayReport };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is asked for a day's report; without a day, or with none of the calendar, today's. */
export function dayQuery(day: string | undefined) {
  const query = queryOf(day);
  return queryOptions({
    queryKey: ['report', query.day ?? null],
    queryFn: async ({ signal }) =>
      (await ask('GET', '/api/v2/reports/day', { query }, { signal })).data,
  });
}

export function dayFile(day: string | undefined, format: 'pdf' | 'xlsx'): string {
  return addressOf(`/api/v2/reports/day.${format}`, {}, queryOf(day));
}

function queryOf(day: string | undefined): { readonly day?: string } {
  return withoutNothing({ day: DAY.test(day ?? '') ? day : undefined });
}
