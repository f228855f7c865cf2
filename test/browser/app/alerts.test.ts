import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { client } from '../../client.ts';
import { openTestApp } from '../../harness.ts';
import { scanner } from '../../scanner.ts';
import { accessFaultsOf } from '../access.ts';
import { picture } from '../browser.ts';
import { DESKTOP, openSite, PHONE, packing, settled, until } from './site.ts';

const WATCH_MS = { alerts: 200, disk: 60_000, database: 60_000 };
const site = await openSite(openTestApp({ watchMs: WATCH_MS }));
const { address, admin, app, asUser, db, open, scan } = site;

const LOOKS = [
  ['phone-light', PHONE, 'light'],
  ['phone-dark', PHONE, 'dark'],
  ['desktop-light', DESKTOP, 'light'],
  ['desktop-dark', DESKTOP, 'dark'],
] as const;

/** Pictures of the page as it stands, and what is wrong with it in any look. */
async function faultsOfLooks(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [look, viewport, colorScheme] of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await until(page, `document.documentElement.dataset.mantineColorScheme === '${colorScheme}'`);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > viewport.width) faults.push(`${name}-${look} is ${width} wide`);
    // Light and dark differ in nothing but their colours.
    const rules = colorScheme === 'dark' ? ['color-contrast'] : null;
    faults.push(...(await accessFaultsOf(page, rules)).map((fault) => `${look}: ${fault}`));
    await picture(page, `app-${name}-${look}`);
  }
  return faults;
}

async function setRule(key: string, change: object): Promise<void> {
  const url = `/api/v2/alert-rules/${key}`;
  const { etag } = (await admin.get(url)).json();
  expect((await admin.patch(url, change, { 'if-match': etag })).statusCode).toBe(200);
}

await db.runText(
  `insert into alert (rule, cause, subject, level, value, worst, raised_at, cleared_at,
     acknowledged_at, acknowledged_by, acknowledged_note)
   select (array['response_time', 'station_unsent', 'disk', 'job_failed'])[1 + n % 4], 'past ' || n,
     (array[null, 'indore/bench 3', null, 'import.run'])[1 + n % 4],
     (array['warning', 'critical'])[1 + n % 2], 0, 90 + n, now() - n * interval '5 hours',
     now() - n * interval '5 hours' + n * interval '7 minutes',
     case when n % 3 = 0 then now() end, case when n % 3 = 0 then 1 end,
     case when n % 6 = 0 then 'A cable was loose' end
   from generate_series(1, 12) n`,
  [],
);
await setRule('cpu', { isEnabled: false });
await setRule('memory', { warning: 1, critical: null, windowSeconds: 1, clearSeconds: 1 });
await setRule('disk', { warning: null, critical: 0.1, windowSeconds: 1, clearSeconds: 1 });

describe('the bell', () => {
  test('counts what is open while somebody looks on, and takes on an alert', async () => {
    const { page, complaints } = await open('/');
    const bell = page.getByRole('button', { name: 'Open alerts: 2' }).first();
    await bell.waitFor();
    await bell.click();
    await page.getByText('Memory filling up').waitFor();
    await picture(page, 'app-bell-desktop-light');
    expect(await accessFaultsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'All alerts' }).click();
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor();
    await setRule('memory', { isEnabled: false });
    await page.getByRole('button', { name: 'Open alerts: 1' }).first().waitFor();
    await setRule('memory', { isEnabled: true });
    await page.getByRole('button', { name: 'Open alerts: 2' }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('is not there for others, nor are its pages', async () => {
    const { page } = await open('/alerts', { role: 'biller' });
    await page.getByText('Not for your role').waitFor();
    expect(await page.getByRole('button', { name: /alerts/ }).count()).toBe(0);
    await page.goto(`${address}/alerts/rules`);
    await page.getByText('Not for your role').waitFor();
  });
});

describe('alerts', () => {
  test('are listed with how bad they are, taken on with words, and kept when over', async () => {
    const { page, complaints } = await open('/alerts');
    const first = page.getByRole('listitem').filter({ hasText: 'Disk filling up' });
    await first.getByRole('button', { name: 'I look after it' }).click();
    const dialog = page.getByRole('dialog', { name: 'Look after: Disk filling up' });
    await dialog.getByLabel('What are you doing').fill('Moving old files');
    await dialog.getByRole('button', { name: 'I look after it' }).click();
    await first.getByText('admin looks after it').waitFor();
    await first.getByText('Moving old files').waitFor();
    await page.getByRole('cell', { name: 'admin: A cable was loose' }).first().waitFor();
    await settled(page);
    expect(await faultsOfLooks(page, 'alerts')).toEqual([]);
    await page.setViewportSize(DESKTOP);
    await page.getByLabel('Level').selectOption('critical');
    await until(page, 'new URL(location).searchParams.get("level") === "critical"');
    await page.getByLabel('Rule').selectOption('Slow answers');
    await page.getByText('No alert that is over fits these filters').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).first().click();
    await page.getByRole('cell', { name: 'Unsent scans: indore/bench 3' }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('that are none are told calmly', async () => {
    await setRule('memory', { isEnabled: false });
    await setRule('disk', { isEnabled: false });
    const { page } = await open('/alerts');
    await page.getByText('All is well').waitFor();
    await page.getByRole('button', { name: 'No open alerts' }).first().waitFor();
  });
});

describe('rules', () => {
  test('are changed, not over somebody faster without a word, and set back', async () => {
    const { page } = await open('/alerts/rules');
    await page.getByRole('button', { name: 'Slow answers' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rule: Slow answers' });
    const warning = dialog.getByLabel('Warning from');
    await warning.fill('300');
    await dialog.getByText('A warning must come before the critical level').waitFor();
    await warning.fill('150');
    await setRule('response_time', { windowSeconds: 30 });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await warning.inputValue()).toBe('150');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Slow answers' });
    await row.getByText('150 ms').waitFor();
    // What somebody else has set meanwhile stays.
    await row.getByText('30 s').waitFor();
    await row.getByText('changed').waitFor();
    expect(await faultsOfLooks(page, 'rules')).toEqual([]);
    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: 'Slow answers' }).click();
    await until(page, 'document.getAnimations().every((one) => one.playState !== "running")');
    await picture(page, 'app-rule-edit-desktop-dark');
    expect(await accessFaultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Back to the default' }).click();
    expect(await warning.inputValue()).toBe('100');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('100 ms').waitFor();
    expect(await row.getByText('changed').count()).toBe(0);
  });
});

const HEARD = ['statusCode', 200] as const;

describe('the floor', () => {
  const beat = (by: typeof admin, station: string, waiting: number, ageMs: number, skewMs = 0) =>
    by.post('/api/v2/stations/heartbeat', {
      station,
      waiting,
      oldestWaitingAt: waiting === 0 ? null : new Date(Date.now() - ageMs + skewMs).toISOString(),
      clock: new Date(Date.now() + skewMs).toISOString(),
    });

  test('shows every station, those in trouble first, and follows them', async () => {
    const headers = await asUser('dispatcher', 'indore');
    const indore = client(app, headers);
    await scan(packing('SB20001', 20_001, 25));
    const bad = { action: 'open', code: 'no code', station: 'Bench 2' };
    await scanner(app, headers).send([
      ...packing('SB20002', 21_001, 22).map((one) => ({ ...one, station: 'Bench 2' })),
      ...Array.from({ length: 5 }, () => bad),
    ]);
    await Promise.all([
      beat(admin, 'Bench 1', 0, 0),
      beat(indore, 'Bench 2', 2, 5_000),
      beat(indore, 'Bench 3', 14, 480_000),
      beat(indore, 'Bench 4', 0, 0, 7_200_000),
      beat(indore, 'Bench 5', 1, 90_000),
    ]);
    const { page, complaints } = await open('/floor');
    await page.getByText('14, the oldest for 8 min').waitFor();
    await page.getByText('Many scans refused').waitFor();
    const names = await page.locator('.tt-station h2').allTextContents();
    expect(names).toEqual(['Bench 3', 'Bench 5', 'Bench 2', 'Bench 4', 'Bench 1']);
    expect(await faultsOfLooks(page, 'floor')).toEqual([]);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.getByRole('button', { name: 'Whole screen' }).click();
    await until(page, 'document.fullscreenElement?.className === "tt-floor"');
    await page.screenshot({ path: 'test-output/pages/app-floor-wall-dark.png' });
    await page.evaluate('document.exitFullscreen()');
    // A station that has just been heard of is told to come again, as on a machine that is quick.
    const heard = async () => expect(await beat(indore, 'Bench 3', 0, 0)).toHaveProperty(...HEARD);
    await vi.waitFor(heard, { timeout: 5_000, interval: 200 });
    const last = page.locator('.tt-station').last();
    await until(page, 'document.querySelector(".tt-station h2").textContent !== "Bench 3"');
    expect(await last.textContent()).toContain('all sent');
    expect(complaints).toEqual([]);
  });

  test('shows a dispatcher their own area', async () => {
    const { page } = await open('/floor', { role: 'dispatcher', area: 'jaipur' });
    await page.getByText('No station yet today').waitFor();
  });
});
