import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import type { ReportMail } from '#contract/report.ts';
import { WEEKDAYS } from '#domain/report-schedule.ts';
import { siteDayAt } from '#domain/site-day.ts';
import type { Deps } from '#server/deps.ts';
import { startWork } from '#server/start-work.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';

/** What a mail server took. */
interface Taken {
  readonly to: string;
  readonly text: string;
}

const ZONE = 'Asia/Kolkata';
const releasers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releasers.splice(0).reverse()) await release();
});

/** A real mail server. @param refuse what it answers to a recipient; null to take the mail. */
async function openSmtp(
  port: number,
  refuse: (address: string) => number | null = () => null,
): Promise<{ readonly port: number; readonly taken: Taken[]; close(): Promise<void> }> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => {
      const responseCode = refuse(address);
      done(responseCode === null ? null : Object.assign(new Error('no'), { responseCode }));
    },
    onData: async (stream, { envelope }, done) => {
      // Who hangs up meanwhile has sent nothing.
      const bytes = await buffer(stream).catch(() => null);
      for (const { address } of bytes === null ? [] : envelope.rcptTo) {
        taken.push({ to: address, text: String(bytes) });
      }
      done();
    },
  });
  // Of clients that are gone.
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  releasers.push(close);
  return { port: address.port, taken, close };
}

/** The machine may be busy: a document takes its time. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 20 });

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const { port, close } = await openSmtp(0);
  releasers.pop();
  await close();
  return port;
}

const smtpPort = await freePort();
const { app, deps, db, asAdmin, openSecondApp } = await openTestApp({
  smtpUrl: `smtp://127.0.0.1:${smtpPort}?from=bags%40example.com`,
});
const admin = client(app, await asAdmin());
const today = siteDayAt(Date.now(), ZONE);

const begin = async (by: Deps = deps) => {
  const stop = await startWork(by, { pollIntervalMs: 20, mailWaitMs: () => 50 });
  releasers.push(stop);
  return stop;
};
const mails = async (): Promise<ReportMail[]> =>
  (await admin.get('/api/v2/reports/mails')).json().items;
const stateOf = async (recipient: string) =>
  (await mails()).find((mail) => mail.recipient === recipient)?.state;
const forget = () => db.runText('delete from report_mail', []);
/** A time of the day that has just passed, as the setting has it. */
const justNow = () =>
  new Intl.DateTimeFormat('sv', { timeZone: ZONE, timeStyle: 'short' }).format(Date.now());
const schedule = (dayReport: object | null) => admin.patch('/api/v2/settings', { dayReport });

describe('a scheduled report', () => {
  test('is mailed once to each recipient, however many processes look', async () => {
    await forget();
    const smtp = await openSmtp(smtpPort);
    const to = ['owner@example.com', 'accounts@example.com'];
    expect((await schedule({ at: justNow(), to })).statusCode).toBe(200);
    const second = await openSecondApp();
    await second.deps.catalogue.refresh();
    await begin();
    await begin(second.deps);
    await soon(async () => (await mails()).map(({ state }) => state)).toEqual([
      ...['sent', 'sent'],
    ]);
    await schedule(null);
    expect(smtp.taken.map((mail) => mail.to).sort()).toEqual(to.toSorted());
    const [{ text } = { text: '' }] = smtp.taken;
    expect(text).toMatch(/^From: bags@example\.com\r$/m);
    expect(text).toMatch(/^Subject: TraitorTrack: end of day \d{4}-\d\d-\d\d\r$/m);
    expect(text).toContain('What does not add up:');
    expect(text).toMatch(/filename=day-\d{4}-\d\d-\d\d\.pdf/);
    expect(text).toMatch(/filename=day-\d{4}-\d\d-\d\d\.xlsx/);
    for (const { tries, sentAt, nextTryAt } of await mails()) {
      expect([tries, sentAt === null, nextTryAt]).toEqual([1, false, null]);
    }
  });

  test('waits while the mail server is away, and goes when it is back', async () => {
    await forget();
    await admin.post('/api/v2/reports/mails', { day: today, to: ['owner@example.com'] });
    await begin();
    await soon(async () => (await mails())[0]?.tries).toBeGreaterThan(1);
    const [waiting] = await mails();
    expect(waiting).toMatchObject({ state: 'waiting', sentAt: null });
    expect(waiting?.lastFault).toContain('ECONNREFUSED');
    const smtp = await openSmtp(smtpPort);
    await soon(() => stateOf('owner@example.com')).toBe('sent');
    expect(smtp.taken).toHaveLength(1);
    expect((await mails())[0]?.lastFault).toBeNull();
  });

  test('is given up for an address that the mail server does not know', async () => {
    await forget();
    const smtp = await openSmtp(smtpPort, (address) => (address.startsWith('gone') ? 550 : null));
    const to = ['gone@example.com', 'owner@example.com'];
    await admin.post('/api/v2/reports/mails', { to });
    await begin();
    await soon(() => stateOf('gone@example.com')).toBe('failed');
    await soon(() => stateOf('owner@example.com')).toBe('sent');
    expect(smtp.taken.map((mail) => mail.to)).toEqual(['owner@example.com']);
    expect((await mails()).find(({ state }) => state === 'failed')).toMatchObject({ tries: 1 });
  });

  test('is tried again where the mail server has no time now', async () => {
    await forget();
    let refusals = 0;
    await openSmtp(smtpPort, () => (refusals++ < 2 ? 451 : null));
    await admin.post('/api/v2/reports/mails', { to: ['owner@example.com'] });
    await begin();
    await soon(() => stateOf('owner@example.com')).toBe('sent');
    expect((await mails())[0]?.tries).toBe(3);
  });

  test('does not keep a server from stopping', async () => {
    await forget();
    let isAsked = false;
    const smtp = new SMTPServer({
      authOptional: true,
      onConnect: () => {
        isAsked = true;
      },
    });
    smtp.listen(smtpPort, '127.0.0.1');
    await once(smtp.server, 'listening');
    releasers.push(() => new Promise((resolve) => smtp.close(() => resolve())));
    await admin.post('/api/v2/reports/mails', { to: ['owner@example.com'] });
    const stop = await begin();
    releasers.pop();
    await soon(() => isAsked).toBe(true);
    const startedAt = performance.now();
    await stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect((await mails())[0]).toMatchObject({ state: 'waiting' });
  });
});

describe('asking for a mail', () => {
  test('sends again what was sent', async () => {
    await forget();
    const smtp = await openSmtp(smtpPort);
    await begin();
    for (const count of [1, 2]) {
      await admin.post('/api/v2/reports/mails', { to: ['owner@example.com'] });
      await soon(() => smtp.taken.length).toBe(count);
      await soon(() => stateOf('owner@example.com')).toBe('sent');
    }
    const ids = smtp.taken.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1]);
    expect(ids[0]).toBe(ids[1]);
  });

  test.each([
    ['no recipient at all', {}, 422, '/to'],
    ['what is no address', { to: ['owner'] }, 422, '/to/0'],
    ['a day to come', { to: ['a@example.com'], day: '2999-01-01' }, 422, '/day'],
  ])('is refused for %s', async (_what, body, status, pointer) => {
    const response = await admin.post('/api/v2/reports/mails', body);
    expect([response.statusCode, response.json().errors[0].pointer]).toEqual([status, pointer]);
  });

  test.each(['7:30', '24:00', '19.30'])('a schedule at %s is refused', async (at) => {
    const response = await schedule({ at, to: ['owner@example.com'] });
    expect([response.statusCode, response.json().errors[0].pointer]).toEqual([
      ...[422, '/dayReport/at'],
    ]);
  });

  test('the list tells what comes next, page by page', async () => {
    await forget();
    const to = ['c@example.com', 'a@example.com', 'b@example.com'];
    await admin.post('/api/v2/reports/mails', { to });
    await schedule({ at: '19:30', to });
    const first = (await admin.get('/api/v2/reports/mails?limit=2')).json();
    expect(first).toMatchObject({ missing: null, nextAt: expect.stringMatching(/T14:00:00/) });
    const rest = await admin.get(`/api/v2/reports/mails?limit=2&cursor=${first.nextCursor}`);
    const recipients = [...first.items, ...rest.json().items].map((mail) => mail.recipient);
    expect(recipients).toEqual(to.toSorted().reverse());
    await schedule(null);
  });

  test('a schedule without days is of every day, one that is off has no next time', async () => {
    const to = ['owner@example.com'];
    const nextAt = async () => (await admin.get('/api/v2/reports/mails')).json().nextAt;
    const stored = (await schedule({ at: '19:30', to })).json().dayReport;
    expect(stored).toEqual({ at: '19:30', to, days: [...WEEKDAYS], isOn: true });
    await schedule({ ...stored, days: ['sat'] });
    // In Kolkata a Saturday evening is one in UTC, too.
    expect(new Date(await nextAt()).getUTCDay()).toBe(6);
    await schedule({ ...stored, isOn: false });
    expect(await nextAt()).toBeNull();
    expect((await admin.get('/api/v2/settings')).json().dayReport.to).toEqual(to);
    await schedule(null);
  });

  test.each([[[]], [['monday']], [['mon', 'mon']]])('the days %j are refused', async (days) => {
    const response = await schedule({ at: '19:30', to: ['owner@example.com'], days });
    expect([response.statusCode, response.json().errors[0].pointer]).toEqual([
      ...[422, expect.stringContaining('/dayReport/days')],
    ]);
  });
});
