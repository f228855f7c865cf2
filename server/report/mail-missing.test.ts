import { expect, test } from 'vitest';
import { startWork } from '#server/start-work.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';

const { app, deps, asAdmin } = await openTestApp({ smtpUrl: null });
const admin = client(app, await asAdmin());
const to = ['owner@example.com'];

test('without a mail server it is said what is missing, wherever mail is wanted', async () => {
  const answers = await Promise.all([
    admin.patch('/api/v2/settings', { dayReport: { at: '19:30', to } }),
    admin.post('/api/v2/reports/mails', { to }),
  ]);
  for (const answer of answers) {
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'mail_missing']);
    expect(answer.json().detail).toContain('SMTP_URL');
  }
  const list = (await admin.get('/api/v2/reports/mails')).json();
  expect(list).toEqual({
    items: [],
    nextCursor: null,
    missing: expect.stringContaining('SMTP_URL'),
    nextAt: null,
  });
});

test('without a mail server a schedule can still be switched off', async () => {
  const off = { at: '19:30', to, isOn: false };
  const answer = await admin.patch('/api/v2/settings', { dayReport: off });
  expect(answer.json().dayReport).toMatchObject(off);
  expect((await admin.get('/api/v2/reports/mails')).json().nextAt).toBeNull();
  const on = await admin.patch('/api/v2/settings', { dayReport: { ...off, isOn: true } });
  expect(on.json().code).toBe('mail_missing');
});

test('without a mail server there is nothing to do, and it stops', async () => {
  const stop = await startWork(deps, { pollIntervalMs: 20 });
  await stop();
  expect((await admin.get('/api/v2/reports/mails')).json().items).toEqual([]);
});
