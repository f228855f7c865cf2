import { expect, test } from 'vitest';
import type { ReportMail } from '#contract/report.ts';
import { isOnItsWay } from './queries.ts';

const mail = (change: Partial<ReportMail>): ReportMail => ({
  day: '2026-11-23',
  recipient: 'owner@example.com',
  state: 'waiting',
  tries: 0,
  lastFault: null,
  nextTryAt: null,
  sentAt: null,
  ...change,
});

test('a mail that nobody has tried yet is worth looking for', () => {
  expect(isOnItsWay([mail({ state: 'sent' }), mail({})])).toBe(true);
});

test.each([
  ['is there', []],
  ['has not gone', [mail({ state: 'sent' }), mail({ state: 'failed', lastFault: '550' })]],
  ['will not wait for minutes', [mail({ lastFault: 'ECONNREFUSED', tries: 1 })]],
])('nothing is looked for where no mail %s', (_what, mails) => {
  expect(isOnItsWay(mails)).toBe(false);
});

test('nothing is looked for before the mails are read', () => {
  expect(isOnItsWay(undefined)).toBe(false);
});
