import { expect, test } from 'vitest';
import {
  oneOf,
  parseSearch,
  stringifySearch,
  textSearch,
  withoutNothing,
} from './search-params.ts';

test('what looks like a number, a flag or JSON stays the text that it is', () => {
  const search = { q: '0016586', packed: 'true', station: '{"a":1}', from: '2026-11-23' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test('signs with a meaning in addresses, and Hindi, come back as they were', () => {
  const search = { q: 'JPR/2026&0041=?#', dealer: 'किसान सेवा केंद्र + बेटे' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test('filters without a value leave no trace in the address', () => {
  expect(stringifySearch({ q: '', kind: undefined })).toBe('');
  expect(stringifySearch({ q: '', kind: 'parent' })).toBe('?kind=parent');
});

test('a page keeps the filters that it knows and drops the rest', () => {
  const read = textSearch(['q', 'kind']);
  expect(read({ q: 'SB1', kind: '', sort: 'code', limit: 5 })).toEqual({ q: 'SB1' });
});

test('a value that somebody made up in the address counts for none', () => {
  expect(oneOf(['parent', 'child'], 'child')).toBe('child');
  expect(oneOf(['parent', 'child'], 'sack')).toBeUndefined();
  expect(oneOf(['parent', 'child'], undefined)).toBeUndefined();
});

test('only what is there is sent', () => {
  const filters = withoutNothing({ q: undefined, area: null, lot: '', count: 0 });
  expect(filters).toEqual({ lot: '', count: 0 });
  expect(Object.keys(filters)).toEqual(['lot', 'count']);
});
