import { expect, test } from 'vitest';
import { alertMailOf, wishOf } from './alert-mail.ts';

test.each([
  null,
  { to: [] },
  { to: ['owner@example.com'] },
  { to: ['owner@example.com', 'night@example.com'] },
])('who is mailed of alerts is shown as it is stored: %j', (stored) => {
  expect(alertMailOf(wishOf(stored))).toEqual(stored);
});

test('addresses that were typed are kept while another choice is looked at, and not sent', () => {
  const typed = { to: 'addresses', addresses: 'a@example.com, b@example.com' } as const;
  expect(alertMailOf({ ...typed, to: 'admins' })).toBeNull();
  expect(alertMailOf({ ...typed, to: 'nobody' })).toEqual({ to: [] });
  expect(alertMailOf(typed)).toEqual({ to: ['a@example.com', 'b@example.com'] });
});
