import { describe, expect, test, vi } from 'vitest';
import { scanner } from '../../scanner.ts';
import { picture } from '../browser.ts';
import { DESKTOP, openSite, PHONE, packing, settled, until, workADay } from './site.ts';

const site = await openSite();
await workADay(site);
const { address, app, asUser, open, scan, admin } = site;

const pathOf = (url: string) => url.slice(address.length);

describe('on a phone', () => {
  const device = { viewport: PHONE };

  test('what does not fit below the thumb is behind More', async () => {
    const { page, complaints } = await open('/', { device });
    await settled(page);
    const tabs = page.getByRole('navigation', { name: 'Main navigation' }).last();
    const more = tabs.getByRole('button', { name: 'More' });
    expect(await more.getAttribute('aria-expanded')).toBe('false');
    await more.click();
    expect(await tabs.getByRole('link').allTextContents()).toEqual([
      'Overview',
      'Trace',
      'Bags',
      'Bills',
      'Scans',
      'End of day',
      'Imports',
      'Labels',
      'Packing',
      'Billing',
      'Floor',
      'Alerts',
      'Users',
      'Areas',
      'Products',
      'Settings',
      'Webhooks',
      'API keys',
      'Audit',
      'Performance',
    ]);
    await tabs.getByRole('link', { name: 'Areas' }).click();
    await page.getByRole('heading', { level: 1, name: 'Areas' }).waitFor();
    expect(await more.getAttribute('aria-expanded')).toBe('false');
    expect(await tabs.getByRole('link').count()).toBe(4);
    await more.click();
    await picture(page, 'app-more-phone-light');
    expect(complaints).toEqual([]);
  });

  test('Escape closes it and gives the keys back; a touch elsewhere closes it, too', async () => {
    const { page } = await open('/trace', { device });
    await settled(page);
    const more = page.getByRole('button', { name: 'More' });
    const scans = page.getByRole('link', { name: 'Scans' });
    await more.click();
    await page.keyboard.press('Tab');
    await until(page, 'document.activeElement.textContent === "Scans"');
    await page.keyboard.press('Escape');
    await scans.waitFor({ state: 'hidden' });
    await until(page, 'document.activeElement.textContent === "More"');
    await more.click();
    await scans.waitFor();
    await page.getByRole('heading', { level: 1 }).click();
    await scans.waitFor({ state: 'hidden' });
    // Who goes on with Tab leaves it behind as well.
    await more.click();
    await page.getByRole('link', { name: 'Performance' }).focus();
    await page.getByRole('button', { name: 'Search' }).focus();
    await scans.waitFor({ state: 'hidden' });
  });

  test('a dispatcher finds less there, and the bags of their own area alone', async () => {
    await scanner(app, await asUser('dispatcher', 'jaipur')).send(packing('SB10011', 11_001, 1));
    const dispatcher = { role: 'dispatcher', area: 'indore', device } as const;
    const { page } = await open('/bags', dispatcher);
    await settled(page);
    const shown = page.getByRole('table').getByRole('link');
    // What an admin without an area has registered is everybody's.
    await page.getByLabel('Code, or a part of it').fill('SB100');
    await vi.waitFor(async () => expect(await shown.count()).toBe(4));
    await page.getByRole('button', { name: 'More' }).click();
    const tabs = page.getByRole('navigation', { name: 'Main navigation' }).last();
    const further = (await tabs.getByRole('link').allTextContents()).slice(4);
    expect(further).toEqual(['Scans', 'End of day', 'Packing', 'Floor']);
    await page.goto(`${address}/bills/JPR%2F2026%2F0043`);
    await page.getByText('Nothing on this bill yet').waitFor();
    expect(await page.getByRole('link', { name: 'Scan parents onto it' }).count()).toBe(0);
  });
});

describe('nothing moves while a page is loaded', () => {
  const MOVED = `new Promise((resolve) => {
    let moved = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;
    });
    observer.observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(moved)));
  })`;
  const PARTS = ['/api/v2/stats', '/api/v2/stats/today', '/api/v2/bills'];

  test.each(PARTS)('of the overview, also when %s answers last', async (late) => {
    const { page } = await open('/account', { device: { viewport: PHONE } });
    await settled(page);
    let letGo = () => {};
    const isLetGo = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route(
      (url) => url.pathname === late,
      async (route) => {
        await isLetGo;
        await route.continue();
      },
    );
    const others = PARTS.filter((path) => path !== late).map((path) =>
      page.waitForResponse((response) => new URL(response.url()).pathname === path),
    );
    await page.goto(`${address}/`);
    await Promise.all(others);
    await page.getByRole('heading', { name: 'Packing by hour' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Bills under way' }).count()).toBe(
      late === '/api/v2/stats' ? 1 : 0,
    );
    letGo();
    await settled(page);
    await page.getByRole('heading', { name: 'Bills under way' }).waitFor();
    expect(await page.evaluate<number>(MOVED)).toBe(0);
  });

  test('of the bags', async () => {
    const { page } = await open('/bags');
    await settled(page);
    await page.getByRole('link', { name: 'SB10001' }).waitFor();
    expect(await page.evaluate<number>(MOVED)).toBe(0);
  });
});

describe('days and times are those of the site', () => {
  // Its clocks are fifteen and a half hours behind those of the site.
  const far = { viewport: DESKTOP, timezoneId: 'Pacific/Honolulu' };

  async function timesOn(device: typeof far | { viewport: typeof DESKTOP; timezoneId: string }) {
    const { page } = await open('/bags?q=SB10001', { device });
    await settled(page);
    const times = await page.locator('tbody time').allTextContents();
    await page.goto(`${address}/trace/SB10001`);
    await settled(page);
    return [...times, ...(await page.locator('.tt-timeline time').allTextContents())];
  }

  test('on every device, wherever it is', async () => {
    const here = await timesOn({ viewport: DESKTOP, timezoneId: 'Asia/Kolkata' });
    expect(here.length).toBeGreaterThan(2);
    expect(await timesOn(far)).toEqual(here);
  });

  test('also in filters: today is the day of the site', async () => {
    const { page } = await open('/bags', { device: far });
    await settled(page);
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(new Date());
    const asked = page.waitForRequest((request) => request.url().includes('/api/v2/bags?'));
    await page.goto(`${address}/bags?from=${day}&to=${day}`);
    const from = new URL((await asked).url()).searchParams.get('from') ?? '';
    expect(from).toMatch(/T18:30:00/);
    await page.getByRole('link', { name: 'SB10001' }).waitFor();
  });
});

describe('who was here last', () => {
  test('is greeted at once, and is another person when somebody else has signed in', async () => {
    const { page, context } = await open('/', { role: 'biller' });
    await page.getByText('Hello, biller.').waitFor();
    const { cookie = '' } = await asUser('dispatcher', 'indore');
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: address }]);
    await page.reload();
    await page.getByText('Hello, dispatcher.indore.').waitFor();
    expect(await page.getByRole('link', { name: 'Billing' }).count()).toBe(0);
  });

  test('is forgotten by signing out', async () => {
    const { page } = await open('/', { role: 'dispatcher', area: 'jaipur' });
    await settled(page);
    expect(await page.evaluate('localStorage.getItem("tt-session")')).toContain('jaipur');
    await page.getByRole('button', { name: /^dispatcher.jaipur/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');
    expect(await page.evaluate('localStorage.getItem("tt-session")')).toBeNull();
    await page.goto(`${address}/bags`);
    expect(pathOf(page.url())).toBe('/login?next=%2Fbags');
  });
});

test('a bill leads to the billing station, where it is open already', async () => {
  const { page } = await open('/bills/JPR%2F2026%2F0043', { role: 'biller' });
  await page.getByRole('link', { name: 'Scan parents onto it' }).click();
  await page.getByText('JPR/2026/0043').first().waitFor();
  await scan(packing('SB60001', 60_001, 2));
  await page.keyboard.type('SB60001');
  await page.keyboard.press('Enter');
  await vi.waitFor(async () => {
    const bill = await admin.get('/api/v2/bills/JPR%2F2026%2F0043');
    expect(bill.json()).toMatchObject({ parentCount: 1 });
  });
  // It was chosen once: whoever comes back chooses anew.
  expect(pathOf(page.url())).toBe('/station/bill');
});

test('a bill is made, filled and completed in Hindi', async () => {
  const device = { viewport: PHONE, locale: 'hi-IN' };
  const { page, complaints } = await open('/bills', { role: 'biller', device });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'नया बिल' }).click();
  await dialog.getByLabel('बिल', { exact: true }).fill('x');
  await dialog.getByRole('button', { name: 'नया बिल' }).click();
  await dialog
    .getByText(/^3 से 50/)
    .first()
    .waitFor();
  await dialog.getByLabel('बिल', { exact: true }).fill('hin/1');
  await dialog.getByLabel('लक्ष्य').fill('2');
  await dialog.getByLabel('डीलर').fill('वर्मा कृषि केंद्र');
  await dialog.getByRole('button', { name: 'नया बिल' }).click();
  await page.getByText('इस बिल पर अभी कुछ नहीं').waitFor();
  await scan([
    ...packing('SB80001', 80_001, 3),
    { action: 'bill', code: 'SB80001', bill: 'HIN/1' },
  ]);
  await page.getByRole('link', { name: 'SB80001' }).waitFor();
  await page.getByRole('button', { name: 'पूरा करें' }).click();
  await dialog.getByRole('button', { name: 'पूरा करें' }).click();
  // Below its target it needs a reason, whose field says so.
  await dialog.getByLabel(/यह लक्ष्य से कम है/).fill('गाड़ी भर गई');
  await dialog.getByRole('button', { name: 'पूरा करें' }).click();
  await page.getByText('फिर से खोलने तक इस पर कुछ नहीं बदलेगा').waitFor();
  expect((await admin.get('/api/v2/bills/HIN%2F1')).json()).toMatchObject({
    status: 'completed',
    dealer: 'वर्मा कृषि केंद्र',
  });
  await page.getByText('वर्मा कृषि केंद्र').waitFor();
  expect(complaints.filter((complaint) => !/40[09]|422/.test(complaint))).toEqual([]);
});
