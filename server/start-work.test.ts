import { afterAll, expect, test, vi } from 'vitest';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { startWork } from './start-work.ts';

const { app, deps, asAdmin, db } = await openTestApp({ webhookPrivateAddresses: true });
const admin = client(app, await asAdmin());
const stop = await startWork(deps, { pollIntervalMs: 20 });
afterAll(stop);

const PATIENT = { timeout: 10_000, interval: 20 };

test('the queue knows what is done by the clock', async () => {
  await vi.waitFor(async () => {
    const rows = await db.runText<{ identifier: string }>(
      'select identifier from graphile_worker._private_known_crontabs order by identifier',
      [],
    );
    expect(rows.map(({ identifier }) => identifier)).toEqual(['mail', 'tidy']);
  }, PATIENT);
});

test('deliveries, and mails at their end, are removed after 30 days', async () => {
  const body = { url: 'http://127.0.0.1:9/', events: ['bag.packed'] };
  const { id } = (await admin.post('/api/v2/webhooks', body)).json();
  for (const _ of [1, 2]) await admin.post(`/api/v2/webhooks/${id}/test`);
  await db.runText(
    `update webhook_event set at = now() - interval '31 days' where id = (
       select event_id from webhook_delivery order by id limit 1)`,
    [],
  );
  await db.runText(
    `with raised as (
       insert into alert (rule, cause, level, value, worst, raised_at)
       values ('cpu', 'x', 'warning', 1, 1, now()) returning id
     )
     insert into alert_mail (alert_id, recipient, subject, body, state, next_try_at, ended_at)
     select id, days::text, '', '', 'sent', null, now() - days * interval '1 day'
     from raised, unnest(array[29, 31]) as days`,
    [],
  );
  await db.runText(`select graphile_worker.add_job('tidy')`, []);
  const left = async () => [
    (await admin.get(`/api/v2/webhooks/${id}/deliveries`)).json().items.length,
    (await db.runText('select from webhook_event', [])).length,
    (await db.runText<{ recipient: string }>('select recipient from alert_mail', [])).map(
      ({ recipient }) => recipient,
    ),
  ];
  await vi.waitFor(async () => expect(await left()).toEqual([1, 1, ['29']]), PATIENT);
});
