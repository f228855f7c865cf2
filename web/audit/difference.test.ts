import { expect, test } from 'vitest';
import { changesOf, partsOf } from './difference.ts';

test('a change is told field by field, with what it was and what it became', () => {
  const before = { name: 'kota', target: 30 };
  expect(changesOf({ before, after: { name: 'kota east', target: 40 } })).toEqual([
    { field: 'name', before: 'kota', after: 'kota east' },
    { field: 'target', before: 30, after: 40 },
  ]);
});

test('what is new has only what it became, what is gone only what it was', () => {
  expect(changesOf({ before: null, after: { name: 'erp' } })).toEqual([
    { field: 'name', before: undefined, after: 'erp' },
  ]);
  expect(changesOf({ before: { name: 'erp' }, after: null })).toEqual([
    { field: 'name', before: 'erp', after: undefined },
  ]);
});

test('a field that was empty and stays so is not told, one that is emptied is', () => {
  const states = { before: { dealer: 'Ram', email: null }, after: { dealer: null, email: '' } };
  expect(changesOf(states)).toEqual([{ field: 'dealer', before: 'Ram', after: null }]);
  expect(changesOf({ before: { isOpen: false, n: 0 }, after: null })).toHaveLength(2);
});

test('an entry without states has no changes', () => {
  expect(changesOf({ before: null, after: null })).toEqual([]);
});

test.each([
  ['bill:B-17', 'bill', 'B-17'],
  ['area:lucknow: east', 'area', 'lucknow: east'],
  ['alert_rule:cpu', 'alert_rule', 'cpu'],
  ['GET /api/v2/users', null, 'GET /api/v2/users'],
  ['user:', null, 'user:'],
])('the subject %s is the kind %s and the name %s', (subject, kind, name) => {
  expect(partsOf(subject)).toEqual({ kind, name });
});
