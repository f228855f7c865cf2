import { expect, test, vi } from 'vitest';
import { ADMIN_PASSWORD } from '../../harness.ts';
import { openSite, PHONE, packing, settled, until, workADay } from './site.ts';

const site = await openSite();
await workADay(site);
const { address, open, scan } = site;

/** Where the browser is, without the server's name. */
const pathOf = (url: string) => url.slice(address.length);

/** What a scanner types: fast, to wherever the focus is, ended by a key. */
async function scanInto(page: Awaited<ReturnType<typeof open>>['page'], text: string, end: string) {
  await page.keyboard.type(text);
  await page.keyboard.press(end);
}

test('a scanned packet is traced to its dealer without a click, whatever ends it', async () => {
  const { page, complaints } = await open('/trace');
  await settled(page);
  await scanInto(page, 'LABEL NO.:0001001 LOT NO.:STAR44GG24611, D.O.T.:30/09/2026', 'Enter');
  const answer = page.getByRole('article', { name: '0001001' });
  for (const told of ['SB10001', 'JPR/2026/0041', 'Kisan Seva Kendra', 'Sikar', 'RJ14 GB 4521']) {
    await answer.getByText(told, { exact: false }).first().waitFor();
  }
  await answer.getByText('Bill completed').waitFor();
  await answer.getByText('Billed', { exact: true }).waitFor();
  // The label is long; the address to share holds the code alone.
  await vi.waitFor(() => expect(pathOf(page.url())).toBe('/trace/0001001'));
  await scanInto(page, 'SB10003', 'Tab');
  await page.getByRole('article', { name: 'SB10003' }).waitFor();
  expect(await page.getByLabel('Scan or type a code').inputValue()).toBe('SB10003');
  await page.getByRole('link', { name: '0003001' }).waitFor();
  // The keys come back to the field from a button that was pressed.
  await page.getByRole('button', { name: 'Copy the address' }).focus();
  await scanInto(page, '0004001', 'Enter');
  await page.getByRole('article', { name: '0004001' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a part of a code leads to the bags that have it', async () => {
  const { page } = await open('/trace');
  await settled(page);
  await scanInto(page, '1002', 'Enter');
  await page.getByText('No bag has exactly the code 1002').waitFor();
  await page.getByRole('link', { name: /^0001002/ }).click();
  await page.getByRole('article', { name: '0001002' }).waitFor();
  await page.goBack();
  await page.getByText('No bag has exactly the code 1002').waitFor();
});

test('the answer is printed on one page, without what is around it', async () => {
  const { page } = await open('/trace/0001001');
  await page.getByRole('article', { name: '0001001' }).waitFor();
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByLabel('Scan or type a code').isVisible()).toBe(false);
  expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
  expect(await page.getByText('Kisan Seva Kendra').isVisible()).toBe(true);
});

test('Ctrl+K finds bags, bills and pages from anywhere', async () => {
  const { page, complaints } = await open('/admin/settings');
  await settled(page);
  const opened = async (typed: string, name: string | RegExp) => {
    await page.keyboard.press('Control+k');
    await page.getByLabel('A bag, a bill, or a page').fill(typed);
    await page.getByRole('dialog').getByRole('button', { name }).first().waitFor();
  };
  await opened('10003', /^SB10003/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await vi.waitFor(() => expect(pathOf(page.url())).toBe('/bags/SB10003'));
  await opened('0042', /^JPR\/2026\/0042/);
  await page.getByRole('dialog').getByRole('button', { name: /^JPR/ }).click();
  await vi.waitFor(() => expect(pathOf(page.url())).toBe('/bills/JPR%2F2026%2F0042'));
  await opened('Users', 'Users');
  await page.getByRole('dialog').getByRole('button', { name: 'Users' }).click();
  await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
  expect(complaints).toEqual([]);
});

test('filters stand in the address, and come back with it', async () => {
  const { page } = await open('/bags');
  await settled(page);
  await page.getByLabel('Kind').selectOption('parent');
  await page.getByLabel('Code, or a part of it').fill('sb1000');
  await vi.waitFor(() => expect(pathOf(page.url())).toBe('/bags?kind=parent&q=sb1000'));
  await until(page, 'document.querySelectorAll("tbody tr").length === 4');
  await page.reload();
  await settled(page);
  expect(await page.getByLabel('Code, or a part of it').inputValue()).toBe('sb1000');
  await page.getByRole('link', { name: 'SB10003' }).click();
  await page.getByRole('heading', { level: 1, name: 'SB10003' }).waitFor();
  await page.goBack();
  await vi.waitFor(() => expect(pathOf(page.url())).toBe('/bags?kind=parent&q=sb1000'));
  await page.getByRole('button', { name: 'Clear all' }).click();
  await vi.waitFor(() => expect(pathOf(page.url())).toBe('/bags'));
});

test('a code with leading zeros stays a text in the address', async () => {
  const { page } = await open('/scans?code=0001001');
  await settled(page);
  expect(await page.getByLabel('Bag code, in full').inputValue()).toBe('0001001');
  await until(page, 'document.querySelectorAll("tbody tr").length === 2');
});

test('what is scanned elsewhere appears by itself', async () => {
  const { page } = await open('/bags?kind=parent');
  await settled(page);
  const overview = await open('/');
  await settled(overview.page);
  const packed = overview.page.locator('dl > div', { hasText: 'Packed today' });
  await packed.getByText('94').waitFor();
  await scan(packing('SB10009', 8_001, 3));
  await page.getByRole('link', { name: 'SB10009' }).waitFor();
  // The day is counted anew every few seconds.
  await packed.getByText('97').waitFor({ timeout: 15_000 });
});

test('an ended session is asked for in place; what was typed stays, and goes on', async () => {
  const { page, context } = await open('/bills/JPR%2F2026%2F0043');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Dealer').fill('Sharma Krishi Kendra');
  await context.clearCookies();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const again = page.getByRole('dialog', { name: 'Please sign in again' });
  await again.getByLabel('Password', { exact: true }).fill('not-the-password');
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.getByText('do not belong together').waitFor();
  expect(await page.getByLabel('Dealer').inputValue()).toBe('Sharma Krishi Kendra');
  await again.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('JPR/2026/0043 is saved').waitFor();
  await page.locator('dd').getByText('Sharma Krishi Kendra').waitFor();
});

test('without a network the page says so, and tries again when asked', async () => {
  const { page, context } = await open('/', { device: { viewport: PHONE } });
  await settled(page);
  await context.setOffline(true);
  await page.getByText('No network.').waitFor();
  await page.getByRole('link', { name: 'Bills', exact: true }).click();
  await page.getByRole('alert').getByText('cannot be reached').waitFor();
  await context.setOffline(false);
  await page.getByRole('link', { name: 'JPR/2026/0041' }).waitFor();
  expect(await page.getByText('No network.').isVisible()).toBe(false);
});
