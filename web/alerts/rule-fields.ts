import { queryOptions } from '@tanstack/react-query';
import type { InputOf } from '../api/client.ts';
import { ask } from '../session/expiry.ts';

export type RuleFields = Required<InputOf<'PATCH', '/api/v2/alert-rules/:key'>['body']>;

export const rulesQuery = queryOptions({
  queryKey: ['alert-rules'],
  queryFn: async ({ signal }) =>
    (await ask('GET', '/api/v2/alert-rules', {}, { signal })).data.items,
});

/** What can be set of a rule, and nothing else of it; always in the same order. */
export function settingOf(rule: RuleFields): RuleFields {
  const { warning, critical, windowSeconds, clearSeconds, isEnabled } = rule;
  return { warning, critical, windowSeconds, clearSeconds, isEnabled };
}

/** A field of numbers gives a text while it is empty or half typed. */
export function levelOf(typed: number | string): number | null {
  return typeof typed === 'number' ? typed : null;
}

/** The server says no to it as well; here it is told while somebody types. */
export function isWarningHigh({ warning, critical }: RuleFields): boolean {
  return warning !== null && critical !== null && warning > critical;
}
