import { listQuery } from '../app/queries.ts';
import { oneOf, withoutNothing } from '../app/search-params.ts';
import { ask } from '../session/expiry.ts';
import { periodOf } from '../ui/period.ts';
import { LEVELS } from './queries.ts';
import { RULE_KEYS } from './text.ts';

export type AlertSearch = Readonly<Partial<Record<'rule' | 'level' | 'from' | 'to', string>>>;

/** What was and is over, by the filters in the address. */
export function pastAlertsQuery({ rule, level, from, to }: AlertSearch) {
  const filters = withoutNothing({
    state: 'cleared' as const,
    rule: oneOf(RULE_KEYS, rule),
    level: oneOf(LEVELS, level),
    ...periodOf(from, to),
  });
  return listQuery('alerts', filters, (query, extra) =>
    ask('GET', '/api/v2/alerts', { query }, extra),
  );
}
