import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, describe, expect, test } from 'vitest';
import { mailDueReports } from '#server/report/mail.ts';
import { openTestApp } from '../../harness.ts';
import { openSite, PHONE, settled } from './site.ts';

const taken: string[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: ({ address }, _session, done) => {
    if (address.startsWith('gone')) {
      done(Object.assign(new Error('No such user'), { responseCode: 550 }));
      return;
    }
    taken.push(address);
    done();
  },
  onData: (stream, _session, done) => {
    stream.resume();
    stream.once('end', () => done());
  },
});
smtp.listen(0, '127.0.0.1');
await once(smtp.server, 'listening');
afterAll(() => new Promise<void>((resolve) => smtp.close(() => resolve())));
const { port } = smtp.server.address() as AddressInfo;

const site = await openSite(openTestApp({ smtpUrl: `smtp://127.0.0.1:${port}` }));
const { admin, deps, open } = site;

/** What the server does now and then. */
const mailNow = () =>
  mailDueReports(deps, Date.now(), { signal: new AbortController().signal, waitMs: () => 60_000 });

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** In three days, wherever the site lies: no report becomes due while this is tested. */
const dayAhead = (new Date().getUTCDay() + 3) % 7;
const day = DAYS[dayAhead] ?? '';

describe('the schedule', () => {
  test('is filled in, saved and shown again, with the next report', async () => {
    const { page, complaints } = await open('/reports/mail');
    await page.getByText('None: the report is switched off.').waitFor();
    const save = page.getByRole('button', { name: 'Save' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Mail the report').check();
    await page.getByLabel('Time').fill('20:45');
    for (const other of DAYS) {
      if (other !== day) await page.getByText(other, { exact: true }).click();
    }
    await page.getByLabel('Recipients').fill('owner@example.com, accounts@example.com');
    await save.click();
    await page.getByText('The schedule is saved').waitFor();
    expect((await admin.get('/api/v2/settings')).json().dayReport).toEqual({
      isOn: true,
      at: '20:45',
      days: [day.toLowerCase()],
      to: ['owner@example.com', 'accounts@example.com'],
    });
    const next = page.locator('time.tt-mail-next');
    await next.waitFor();
    expect(new Date(String(await next.getAttribute('datetime'))).getUTCDay()).toBe(dayAhead);
    expect(await next.innerText()).toMatch(/, 20:45$/);
    await page.reload();
    await settled(page);
    expect(await page.getByLabel('Recipients').inputValue()).toContain('accounts@example.com');
    expect(await page.getByLabel(DAYS[(dayAhead + 1) % 7] ?? '').isChecked()).toBe(false);
    expect(await page.getByLabel(day).isChecked()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('with what is no address is refused at its field', async () => {
    const { page } = await open('/reports/mail', { device: { viewport: PHONE } });
    await settled(page);
    await page.getByLabel('Recipients').fill('owner');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.mantine-Textarea-error').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  });
});

describe('a mail that is sent now', () => {
  test('goes to the own address, and the page tells when it has gone', async () => {
    const { data } = { data: (await admin.get('/api/v2/session')).json() };
    const { headers } = await admin.get(`/api/v2/users/${data.user.id}`);
    const extra = { 'if-match': String(headers.etag) };
    await site.app.inject({
      method: 'PATCH',
      url: `/api/v2/users/${data.user.id}`,
      headers: { ...(await site.asAdmin()), ...extra },
      payload: { email: 'boss@example.com' },
    });
    const { page } = await open('/reports/mail');
    await page
      .getByLabel('E-mail address')
      .and(page.locator('[value="boss@example.com"]'))
      .waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    const row = page.getByRole('row', { name: /boss@example\.com/ });
    await row.getByText('On its way').waitFor();
    await mailNow();
    await row.getByText('Sent').waitFor();
    expect(taken).toEqual(['boss@example.com']);
  });

  test('to an address that the mail server does not know is given up, and why', async () => {
    const { page } = await open('/reports/mail');
    await settled(page);
    await page.getByLabel('E-mail address').fill('gone@example.com');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('A report is on its way to gone@example.com').waitFor();
    await mailNow();
    const row = page.getByRole('row', { name: /gone@example\.com/ });
    await row.getByText('Given up').waitFor();
    await row.getByText(/550/).waitFor();
  });
});

test('it is for admins, who come to it from the end of the day', async () => {
  const biller = await open('/reports/mail', { role: 'biller' });
  await biller.page.getByText('Not for your role').waitFor();
  await biller.page.goto(`${site.address}/reports/day`);
  await settled(biller.page);
  expect(await biller.page.getByRole('link', { name: 'By mail' }).count()).toBe(0);
  const { page } = await open('/reports/day');
  await page.getByRole('link', { name: 'By mail' }).click();
  await page.getByRole('heading', { level: 1, name: 'End of day by mail' }).waitFor();
});
