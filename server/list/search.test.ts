import { describe, expect, test } from 'vitest';
import { makeParameters } from '../db/parameters.ts';
import { anywherePattern, endOfBeginning, matchingAnyTier, searchOf } from './search.ts';

describe('what is looked for', () => {
  test('is nothing where nothing is given: all is listed then', () => {
    expect(searchOf('')).toBeNull();
  });

  test('is found anywhere in a code from three characters on', () => {
    expect(searchOf('SB')?.tiers).toEqual(['whole', 'beginning']);
    expect(searchOf('SB1')?.tiers).toEqual(['whole', 'beginning', 'anywhere']);
  });

  test.each(['१२३', 'SB१', 'SB\n1', 'Ѕ123'])(
    'is nowhere with a character of no code: %j',
    (text) => {
      expect(searchOf(text)?.tiers).toEqual([]);
      expect(matchingAnyTier('code', { text, tiers: [] }, makeParameters())).toEqual(['false']);
    },
  );
});

test.each([
  ['100%', '%100\\%%'],
  ['A_B', '%A\\_B%'],
  ['A\\B', '%A\\\\B%'],
  ['SB1', '%SB1%'],
])('what LIKE takes for a wildcard stands for itself: %s', (text, pattern) => {
  expect(anywherePattern(text)).toBe(pattern);
});

test('codes that begin with a text lie before its end, and no others do', () => {
  const end = endOfBeginning('SB1');
  const codes = ['SB0', 'SB1', 'SB10', 'SB1-9', 'SB1/Z', 'SB1z', 'SB2', 'SC1'];
  expect(codes.filter((code) => code >= 'SB1' && code < end)).toEqual([
    ...['SB1', 'SB10', 'SB1-9', 'SB1/Z', 'SB1z'],
  ]);
});

test('the text is a parameter, never a part of the statement', () => {
  const parameters = makeParameters();
  const hostile = "x' or 'a'='a";
  for (const text of [hostile, 'x']) {
    const search = searchOf(text);
    if (search === null) throw new Error('there is something to look for');
    const conditions = matchingAnyTier('code', search, parameters).join(' and ');
    expect(conditions).not.toContain(text);
    expect(conditions).toMatch(/\$\d/);
  }
  expect(parameters.values[0]).toBe(hostile);
});
