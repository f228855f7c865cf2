import { describe, expect, test } from 'vitest';
import { isConcerned } from '../app/note.ts';
import { type AlertSearch, pastAlertsQuery } from './past-query.ts';
import { openAlertsQuery } from './queries.ts';

/** What is asked of the server besides the page. */
function filtersOf(search: AlertSearch): unknown {
  return pastAlertsQuery(search).queryKey[1];
}

describe('the history asks', () => {
  test('for what is over, and nothing else unless somebody filters', () => {
    expect(filtersOf({})).toEqual({ state: 'cleared' });
  });

  test('for a rule and a level that there are', () => {
    expect(filtersOf({ rule: 'disk', level: 'critical' })).toEqual({
      state: 'cleared',
      rule: 'disk',
      level: 'critical',
    });
  });

  test('for nothing that somebody else wrote into the address', () => {
    const odd = { rule: 'weather', level: 'loud', from: 'noon', to: '' };
    expect(filtersOf(odd)).toEqual({ state: 'cleared' });
  });

  test('for whole days of the site', () => {
    const filters = filtersOf({ from: '2026-11-23', to: '2026-11-23' });
    expect(filters).toMatchObject({
      from: expect.stringMatching(/^2026-11-2[23]T/),
      to: expect.stringMatching(/^2026-11-2[34]T/),
    });
  });
});

test('a note of an alert has both lists read again', () => {
  const notes = [{ type: 'alert.raised', code: null }];
  for (const { queryKey } of [openAlertsQuery, pastAlertsQuery({ rule: 'cpu' })]) {
    expect(isConcerned(queryKey, notes)).toBe(true);
  }
  expect(isConcerned(openAlertsQuery.queryKey, [{ type: 'bag.changed', code: null }])).toBe(false);
});
