import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openImportingApp } from '../../imports.ts';
import { accessFaultsOf } from '../access.ts';
import { picture } from '../browser.ts';
import { DESKTOP, openSite, PHONE, settled, until, workADay } from './site.ts';

const site = await openSite(openImportingApp());
await workADay(site);
const { address, admin, open } = site;

const SHEET = fileURLToPath(new URL('../../data/packing-small.xlsx', import.meta.url));

type Page = Awaited<ReturnType<typeof open>>['page'];

/** How it looks to everybody, on both screens, light and dark. */
async function look(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [size, viewport] of [['phone', PHONE] as const, ['desktop', DESKTOP] as const]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await until(page, `document.documentElement.dataset.mantineColorScheme === '${colorScheme}'`);
      await until(page, 'document.getAnimations().every((one) => one.playState !== "running")');
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > viewport.width) faults.push(`${name} on a ${size} is ${width} wide`);
      faults.push(...(await accessFaultsOf(page)).map((fault) => `${name}: ${fault}`));
      await picture(page, `app-${name}-${size}-${colorScheme}`);
    }
  }
  return faults;
}

/** How many rows fared so, as the page tells it. */
const countOf = (page: Page, fate: string) =>
  page.getByRole('button', { name: new RegExp(`^${fate}`) }).locator('b');

const isKnown = async (code: string) =>
  (await admin.get(`/api/v2/bags/${code}`)).statusCode === 200;

test('a sheet is checked, imported as foreseen, and taken back', async () => {
  const { page, complaints } = await open('/imports', { role: 'biller' });
  await settled(page);
  const start = page.getByRole('button', { name: 'Check first' });
  expect(await start.isDisabled()).toBe(true);
  await page.getByLabel(/Choose a file/).setInputFiles(SHEET);
  await page.getByText('packing-small.xlsx').waitFor();
  const faults = await look(page, 'imports-new');
  await start.click();

  await page.getByText('This was a check: nothing has changed.').waitFor();
  expect(await isKnown('SB13260')).toBe(false);
  expect(await countOf(page, 'New').innerText()).toBe('126');
  expect(await countOf(page, 'Refused').innerText()).toBe('4');
  await countOf(page, 'Elsewhere').click();
  await page.getByText(/^0\d+ is already in SB\d+$/).waitFor();
  expect(await page.locator('tbody tr').count()).toBe(1);
  await countOf(page, 'All rows').click();
  faults.push(...(await look(page, 'import-checked')));

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('All rows fared as the check had foreseen.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  expect(await isKnown('SB13260')).toBe(true);

  await page.getByRole('button', { name: 'Undo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Undo packing-small.xlsx?' });
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await page.locator('h1 ~ p').getByText('Undone').waitFor();
  await page.getByText(/^Taken back: [1-9]\d* rows undone/).waitFor();
  const left = (await admin.get('/api/v2/bags/SB13260/children')).json();
  expect(left.items).toEqual([]);
  faults.push(...(await look(page, 'import-undone')));

  await page.goto(`${address}/imports`);
  await page.getByRole('link', { name: 'packing-small.xlsx' }).nth(1).waitFor();
  faults.push(...(await look(page, 'imports')));
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
}, 90_000);

test('a file that is no sheet is told to be none, and the same one twice', async () => {
  const { page } = await open('/imports');
  await settled(page);
  const file = { name: 'torn.xlsx', mimeType: 'text/plain', buffer: Buffer.from('PK\x03\x04torn') };
  await page.getByLabel(/Choose a file/).setInputFiles(file);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('alert').getByText('Nothing of it was recorded.').waitFor();
  await page.goto(`${address}/imports`);
  await page.getByLabel(/Choose a file/).setInputFiles(file);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('The same file was sent in before.').waitFor();
});

test('a dropped file is taken as a chosen one', async () => {
  const { page } = await open('/imports');
  await settled(page);
  const dropped = await page.evaluateHandle<DataTransfer>(`(() => {
    const data = new DataTransfer();
    data.items.add(new File(['qr_id,type,parent_qr_id\\n0123456,child,\\n'], 'bags.csv'));
    return data;
  })()`);
  await page.locator('label', { hasText: 'Choose a file' }).dispatchEvent('drop', {
    dataTransfer: dropped,
  });
  await page.getByText('bags.csv').waitFor();
  await page.getByLabel(/^Bags/).check();
  await page.getByRole('button', { name: 'Check first' }).click();
  await page.getByText('This was a check: nothing has changed.').waitFor();
  await page.getByText('0123456', { exact: true }).waitFor();
});

test('a dispatcher has no way to imports, and is told so', async () => {
  const { page } = await open('/imports', { role: 'dispatcher', area: 'jaipur' });
  await page.getByText('Not for your role').waitFor();
  expect(await page.getByRole('link', { name: 'Imports' }).count()).toBe(0);
});

/** What a link gives, once the browser has it. */
async function downloaded(page: Page, name: string): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name, exact: true }).click();
  const file = await waiting;
  const text = await readFile(await file.path(), 'latin1');
  return { name: file.suggestedFilename(), text };
}

test('a list is downloaded as it is filtered', async () => {
  const { page } = await open('/bags?kind=parent&q=SB1000');
  await settled(page);
  const { name, text } = await downloaded(page, 'Download as CSV');
  expect(name).toMatch(/\.csv$/);
  const codes = text.split('\n').flatMap((line) => /^"?(SB\d+)/.exec(line)?.[1] ?? []);
  expect(codes.toSorted()).toEqual(['SB10001', 'SB10002', 'SB10003', 'SB10004']);
  expect(text.includes('M444')).toBe(false);
  await page.goto(`${address}/bills`);
  expect((await downloaded(page, 'Download for Excel')).text.startsWith('PK')).toBe(true);
  await page.goto(`${address}/scans?outcome=in_other_parent&code=0001001`);
  const ledger = (await downloaded(page, 'Download as CSV')).text.trim().split('\n');
  expect(ledger).toHaveLength(2);
});

test('what lies in the bags is downloaded, of the list and of one bill', async () => {
  const { page, complaints } = await open('/bags?q=SB10003');
  await settled(page);
  const menu = page.getByRole('button', { name: 'Packing list' });
  await menu.click();
  expect(await accessFaultsOf(page)).toEqual([]);
  const ofBag = (await downloaded(page, 'Packing list as CSV')).text.trim().split('\n');
  expect(ofBag).toHaveLength(1 + 12);
  for (const line of ofBag.slice(1)) expect(line).toContain('SB10003');
  await page.setViewportSize(PHONE);
  await page.goto(`${address}/bills/JPR%2F2026%2F0042`);
  await menu.click();
  const link = page.getByRole('link', { name: 'Packing list for Excel' });
  expect((await link.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  const ofBill = await downloaded(page, 'Packing list for Excel');
  expect(ofBill.name).toMatch(/^packing-.*\.xlsx$/);
  expect(ofBill.text.startsWith('PK')).toBe(true);
  expect(complaints).toEqual([]);
});

test('bills and parents go on paper', async () => {
  const { page } = await open('/bills/JPR%2F2026%2F0042', { role: 'dispatcher', area: 'jaipur' });
  expect((await downloaded(page, 'Print')).text.startsWith('%PDF')).toBe(true);
  await page.goto(`${address}/bags/SB10001`);
  expect((await downloaded(page, 'Print')).text.startsWith('%PDF')).toBe(true);
});

test('the end of the day tells what does not add up, or that all does', async () => {
  const { page, complaints } = await open('/reports/day');
  await settled(page);
  const { day, total } = (await admin.get('/api/v2/reports/day')).json();
  expect(await page.getByLabel('Day', { exact: true }).inputValue()).toBe(day);
  const packed = page.locator('.tt-figure', { hasText: 'Packed' });
  expect(await packed.locator('dd').first().innerText()).toBe(String(total.packed));
  const partFull = page.locator('section', { has: page.getByRole('heading', { level: 2 }) });
  await partFull.getByRole('link', { name: 'SB10004' }).first().waitFor();
  expect((await downloaded(page, 'Download the report as PDF')).name).toBe(`day-${day}.pdf`);
  await page.getByLabel('Day', { exact: true }).fill('2020-01-01');
  await page.getByText('Everything adds up').waitFor();
  expect(page.url()).toBe(`${address}/reports/day?day=2020-01-01`);
  const book = await downloaded(page, 'Download the report for Excel');
  expect(book.name).toBe('day-2020-01-01.xlsx');
  expect(complaints).toEqual([]);
});

test('the end of the day leads to the lists of what it speaks of, and to other days', async () => {
  const { page } = await open('/reports/day');
  await settled(page);
  const { day } = (await admin.get('/api/v2/reports/day')).json();
  const after = page.getByRole('button', { name: 'The day after' });
  expect(await after.isDisabled()).toBe(true);
  await page.getByRole('link', { name: 'All parents on no bill' }).click();
  await page.getByRole('link', { name: 'SB10003' }).waitFor();
  expect(page.url()).toBe(`${address}/bags?kind=parent&billed=false&to=${day}`);
  await page.goBack();
  await page.getByRole('link', { name: 'All open parents' }).click();
  await page.getByRole('link', { name: 'SB10004' }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'See them' }).click();
  await page.getByRole('link', { name: 'JPR/2026/0043' }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'admin', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Scans' }).waitFor();
  expect(new URL(page.url()).searchParams.get('user')).toBe('admin');
  await page.goBack();
  await page.getByRole('button', { name: 'The day before' }).click();
  await page.getByText('Nothing was scanned on this day.').first().waitFor();
  await after.click();
  await page.getByText(/, so far$/).waitFor();
  expect(page.url()).toBe(`${address}/reports/day?day=${day}`);
});
