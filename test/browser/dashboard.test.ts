import { expect, test, vi } from 'vitest';
import { client } from '../client.ts';
import { openTestApp } from '../harness.ts';
import { scanner } from '../scanner.ts';
import { complaintsOf, openBrowser, picture } from './browser.ts';

const { app, asAdmin, db } = await openTestApp();
const headers = await asAdmin();
const admin = client(app, headers);
const address = await app.listen({ port: 0, host: '127.0.0.1' });
const browser = await openBrowser();

/** Signed in as the admin of the harness. */
async function openDashboard(options: { width?: number; colorScheme?: 'light' | 'dark' } = {}) {
  const { width = 1440, colorScheme = 'light' } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const [name = '', value = ''] = (headers.cookie ?? '').split('=');
  await context.addCookies([{ name, value, url: address }]);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${address}/performance/dashboard`);
  await page.getByText(/requests\/s/).waitFor();
  return { page, complaints, close: () => context.close() };
}

const PATIENT = { timeout: 10_000 };

test('lines move with what the server sends, without a reload', async () => {
  const { page, complaints, close } = await openDashboard();
  const line = page.locator('[data-chart="Requests"] path.line-1');
  const pathOf = () => line.getAttribute('d').then((path) => path ?? '');
  await vi.waitFor(async () => expect(await pathOf()).toMatch(/^M.*L/), PATIENT);
  const before = await pathOf();
  await vi.waitFor(async () => expect(await pathOf()).not.toBe(before), PATIENT);
  const value = page.locator('[data-line="memory_percent"]');
  expect(Number(await value.textContent())).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
  await close();
});

test('targets say whether they are met, by measurement', async () => {
  await admin.get('/health');
  const { page, close } = await openDashboard();
  const row = page.getByRole('row', { name: /^GET \/health, p95/ });
  await vi.waitFor(async () => expect(await row.textContent()).toContain('met'), PATIENT);
  const unused = page.getByRole('row', { name: /bill_parent_scan, p95/ });
  expect(await unused.textContent()).toContain('not measured yet');
  await close();
});

test('a statement shows its text and its plan on a click', async () => {
  await admin.get('/api/v2/bags/0000001');
  const { page, complaints, close } = await openDashboard();
  const name = page.locator('#statements button').first();
  await name.click();
  await vi.waitFor(async () => {
    expect(await page.locator('#statements pre:visible').textContent()).toMatch(/cost=/);
  }, PATIENT);
  await name.click();
  expect(await page.locator('#statements pre:visible').count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

test('an open alert is at the top, until somebody looks after it', async () => {
  await db.runText(
    `insert into alert (rule, cause, level, value, worst, raised_at)
     values ('replication_lag', 'replication_lag:x', 'critical', 70, 70, now())`,
    [],
  );
  await db.runText(`update alert_rule set clear_seconds = 600 where key = 'replication_lag'`, []);
  const { page, close } = await openDashboard();
  const alert = page.locator('#alert-list li').first();
  await alert.getByRole('button', { name: 'I look after it' }).click();
  await vi.waitFor(async () => {
    expect(await alert.textContent()).toMatch(
      /The replica is behind by 70 s.*admin looks after it/,
    );
  }, PATIENT);
  await close();
});

test('other ranges come from the history', async () => {
  const { page, complaints, close } = await openDashboard();
  for (const name of ['24 hours', '7 days', 'Year']) {
    const read = page.waitForResponse(/performance\/history/);
    await page.getByRole('button', { name }).click();
    expect((await read).status()).toBe(200);
    const pressed = page.getByRole('button', { name, pressed: true });
    expect(await pressed.count()).toBe(1);
  }
  expect(complaints).toEqual([]);
  await close();
});

test('the ledger is compared on a click, and the result is told', async () => {
  const { page, close } = await openDashboard();
  await page.getByRole('button', { name: 'Compare now' }).click();
  await page.getByText(/found no difference in/).waitFor({ timeout: 20_000 });
  await close();
});

test.each([
  ['phone', 360, 'dark'],
  ['phone', 360, 'light'],
  ['wall', 1920, 'dark'],
  ['desktop', 1440, 'light'],
] as const)('it fits a %s %i wide, %s', async (name, width, colorScheme) => {
  const scan = { action: 'open', code: 'SB00001', station: 'bench 1' };
  await scanner(app, headers).send([scan]);
  const clock = new Date().toISOString();
  const heartbeat = { station: `bench ${width}`, waiting: 2, oldestWaitingAt: clock, clock };
  await admin.post('/api/v2/stations/heartbeat', heartbeat);
  const { page, complaints, close } = await openDashboard({ width, colorScheme });
  await page.locator('#stations tr').first().waitFor();
  await page.locator('#targets tr').first().waitFor();
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(wide).toBeLessThanOrEqual(width);
  await picture(page, `performance-${name}-${colorScheme}`);
  expect(complaints).toEqual([]);
  await close();
});
