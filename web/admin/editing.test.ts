import { expect, test } from 'vitest';
import { changedFields } from './editing.ts';

const USER = { username: 'ravi', role: 'dispatcher', area: 'jaipur', email: null };

test('what is sent of a form is what differs', () => {
  expect(changedFields<object>(USER, { ...USER, role: 'biller', area: null })).toEqual({
    role: 'biller',
    area: null,
  });
});

test('a form that nobody touched sends nothing', () => {
  expect(changedFields(USER, { ...USER })).toEqual({});
});

test('a field that was emptied is sent as empty', () => {
  expect(changedFields({ name: 'Mustard' }, { name: '' })).toEqual({ name: '' });
});
