import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { startWork } from '#server/start-work.ts';
import { isSignedBy, openReceiver } from '#server/webhook/receiver.fixture.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';

/** A mail server that takes what it is given, or refuses it all. */
const taken: { readonly to: string; readonly text: string }[] = [];
let isRefusing = false;
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onRcptTo: (_address, _session, done) =>
    done(isRefusing ? Object.assign(new Error('no'), { responseCode: 451 }) : null),
  onData: async (stream, { envelope }, done) => {
    const text = String(await buffer(stream)).replaceAll('=\r\n', '');
    for (const { address } of envelope.rcptTo) taken.push({ to: address, text });
    done();
  },
});
smtp.on('error', () => undefined);
smtp.listen(0, '127.0.0.1');
await once(smtp.server, 'listening');
afterAll(() => new Promise<void>((resolve) => smtp.close(resolve)));
const smtpAddress = smtp.server.address();
const smtpPort = typeof smtpAddress === 'object' && smtpAddress !== null ? smtpAddress.port : 0;

const { app, deps, asAdmin, db } = await openTestApp({
  smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
  webhookPrivateAddresses: true,
});
const admin = client(app, await asAdmin());
const RULES = '/api/v2/alert-rules';
const PATIENT = { timeout: 15_000, interval: 50 };

const releasers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releasers.splice(0).reverse()) await release();
  taken.length = 0;
});
const begin = async () => {
  const times = { pollIntervalMs: 20, mailWaitMs: (tries: number) => (tries < 3 ? 20 : 60_000) };
  releasers.push(await startWork(deps, times));
};

async function setRule(key: string, change: object): Promise<void> {
  const { headers } = await admin.get(`${RULES}/${key}`);
  const response = await admin.patch(`${RULES}/${key}`, change, {
    'if-match': String(headers.etag),
  });
  expect(response.statusCode, response.body).toBe(200);
}
const QUICK = { windowSeconds: 1, clearSeconds: 1 };
const raise = () => setRule('memory', { ...QUICK, warning: 0.1, critical: null });
const clear = () => setRule('memory', { warning: null, critical: null });
const subjects = () =>
  taken.map(({ to, text }) => [to, /^Subject: (.*)\r$/m.exec(text)?.[1]?.slice(0, 45)]);
const addAdmin = (username: string, email: string | null) =>
  admin.post('/api/v2/users', {
    ...{ username, email, password: 'mustard-and-moong', role: 'admin', area: null },
  });

describe('an alert', () => {
  test('is mailed to the admins and told to webhooks: when raised and when over', async () => {
    const receiver = await openReceiver();
    releasers.push(receiver.close);
    const events = ['alert.raised', 'alert.changed', 'alert.cleared'];
    const made = await admin.post('/api/v2/webhooks', { url: receiver.url, events });
    await addAdmin('meera', 'meera@example.com');
    await addAdmin('silent', null);
    await begin();
    await raise();
    await vi.waitUntil(() => taken.length === 1, PATIENT);
    const [raised] = await receiver.take('alert.raised', 1);
    await clear();
    await vi.waitUntil(() => taken.length === 2, PATIENT);
    const [cleared] = await receiver.take('alert.cleared', 1);
    expect(subjects()).toEqual([
      ['meera@example.com', expect.stringMatching(/^TraitorTrack: alert raised: Memory in use/)],
      ['meera@example.com', expect.stringMatching(/^TraitorTrack: alert over: Memory in use/)],
    ]);
    expect(taken[0]?.text).toContain('Level: warning');
    expect(receiver.received.map(({ type }) => type)).toEqual(['alert.raised', 'alert.cleared']);
    expect(raised?.data).toMatchObject({ rule: 'memory', level: 'warning', clearedAt: null });
    expect(cleared?.data).toMatchObject({ id: raised?.data.id, clearedAt: expect.any(String) });
    const { secret, id } = made.json();
    expect(receiver.received.every((one) => isSignedBy(secret, one))).toBe(true);
    await admin.delete(`/api/v2/webhooks/${id}`);
  });

  test('is mailed to those whom the setting names, after the mail server was away', async () => {
    const to = ['office@example.com', 'owner@example.com'];
    const set = await admin.patch('/api/v2/settings', { alertMail: { to } });
    expect(set.json().alertMail).toEqual({ to });
    expect((await admin.get(RULES)).json().mail).toEqual({ missing: null, to });
    isRefusing = true;
    await begin();
    await raise();
    // Both rest for a minute: no try is under way that would put its mail off once more.
    await vi.waitFor(async () => {
      const resting = await db.runText<{ id: number }>(
        `select id from alert_mail where tries = 3 and state = 'waiting'
           and next_try_at < now() + interval '61 s'`,
        [],
      );
      expect(resting).toHaveLength(2);
    }, PATIENT);
    isRefusing = false;
    await db.runText(`update alert_mail set next_try_at = now() where state = 'waiting'`, []);
    await db.runText(`select graphile_worker.add_job('mail')`, []);
    await vi.waitUntil(() => taken.length === 2, PATIENT);
    expect(taken.map((mail) => mail.to).sort()).toEqual(to);
    await clear();
    await vi.waitUntil(() => taken.length === 4, PATIENT);
  });

  test('is mailed to nobody where the setting names nobody', async () => {
    await admin.patch('/api/v2/settings', { alertMail: { to: [] } });
    const { mail } = (await admin.get(RULES)).json();
    expect(mail).toEqual({ missing: expect.stringMatching(/^Nobody is mailed/), to: [] });
    await admin.patch('/api/v2/settings', { alertMail: null });
    expect((await admin.get(RULES)).json().mail.to).toEqual(['meera@example.com']);
  });
});

describe('what was given up is an alert itself', () => {
  test('a mail, and a delivery to a webhook', async () => {
    const receiver = await openReceiver((response) => response.writeHead(410).end());
    releasers.push(receiver.close);
    await admin.patch('/api/v2/settings', { alertMail: { to: [] } });
    const body = { url: receiver.url, events: ['report.sent'] };
    const { id } = (await admin.post('/api/v2/webhooks', body)).json();
    await begin();
    await setRule('job_failed', QUICK);
    await admin.post('/api/v2/reports/mails', { to: ['owner@example.com'] });
    await receiver.take('report.sent', 1);
    await db.runText(
      `insert into alert_mail (alert_id, recipient, subject, body, state, next_try_at, ended_at)
       select id, 'x', 'x', 'x', 'failed', null, now() from alert limit 1`,
      [],
    );
    const open = async () =>
      (await admin.get('/api/v2/alerts?rule=job_failed&state=open')).json().items;
    const host = new URL(receiver.url).host;
    // The delivery, and that its webhook is switched off.
    await vi.waitFor(async () => {
      const alerts: { subject: string; value: number }[] = await open();
      expect(alerts.map(({ subject, value }) => [subject, value]).sort()).toEqual([
        ['alert.mail', 1],
        [`webhook ${id} to ${host}`, 2],
      ]);
    }, PATIENT);
    await admin.delete(`/api/v2/webhooks/${id}`);
    await db.runText(`update alert_mail set ended_at = now() - interval '2 days'`, []);
    await vi.waitFor(async () => expect(await open()).toEqual([]), PATIENT);
  });
});
