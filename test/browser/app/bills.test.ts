import { expect, test, vi } from 'vitest';
import { openSite, packing, settled, workADay } from './site.ts';

const site = await openSite();
await workADay(site);
const { address, admin, open, scan } = site;

async function billOf(code: string) {
  return (await admin.get(`/api/v2/bills/${encodeURIComponent(code)}`)).json();
}

test('a bill is made, filled, edited, completed below its target, and reopened', async () => {
  const { page, complaints } = await open('/bills', { role: 'biller' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'New bill' }).click();
  await dialog.getByLabel('Bill', { exact: true }).fill('jpr/2026/0100');
  await dialog.getByLabel('Target').fill('2');
  await dialog.getByLabel('Dealer').fill('Verma Krishi');
  await dialog.getByRole('button', { name: 'New bill' }).click();
  await page.getByRole('heading', { level: 1, name: 'JPR/2026/0100' }).waitFor();
  expect(page.url()).toBe(`${address}/bills/JPR%2F2026%2F0100`);
  await page.getByText('Nothing on this bill yet').waitFor();

  await scan([
    ...packing('SB30001', 7_001, 10),
    { action: 'bill', code: 'SB30001', bill: 'JPR/2026/0100' },
  ]);
  await page.getByRole('link', { name: 'SB30001' }).waitFor();
  await page.locator('dd').getByText('-20 kg').waitFor();

  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Vehicle').fill('RJ14 GB 0001');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.locator('dd').getByText('RJ14 GB 0001').waitFor();

  await page.getByRole('button', { name: 'Complete' }).click();
  await dialog.getByLabel(/below its target/).fill('the truck is full');
  await dialog.getByRole('button', { name: 'Complete' }).click();
  await page.getByText('nothing on it changes until it is reopened').waitFor();
  expect(await billOf('JPR/2026/0100')).toMatchObject({ status: 'completed', parentCount: 1 });

  await page.getByRole('button', { name: 'Reopen' }).click();
  await dialog.getByLabel('Reason').fill('one more bag');
  await dialog.getByRole('button', { name: 'Reopen' }).click();
  await page.getByRole('button', { name: 'Complete' }).waitFor();
  expect(await billOf('JPR/2026/0100')).toMatchObject({ status: 'processing' });
  expect(complaints).toEqual([]);
});

test('what is wrong with a new bill stands at its field', async () => {
  const { page } = await open('/bills', { role: 'biller' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'New bill' }).click();
  await dialog.getByLabel('Bill', { exact: true }).fill('a bill!');
  await dialog.getByRole('button', { name: 'New bill' }).click();
  await dialog.getByText(/Must be 3 to 50/).waitFor();
  await dialog.getByLabel('Bill', { exact: true }).fill('JPR/2026/0042');
  await dialog.getByRole('button', { name: 'New bill' }).click();
  await dialog.getByText('Codes are never used twice').waitFor();
});

test('who edits a bill that somebody else has changed sees what, and can go on', async () => {
  const { page } = await open('/bills/JPR%2F2026%2F0042');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Vehicle').fill('RJ14 GB 9999');
  const path = '/api/v2/bills/JPR%2F2026%2F0042';
  const etag = String((await admin.get(path)).headers.etag);
  await admin.patch(path, { destination: 'Gaya' }, { 'if-match': etag });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Destination: Patna → Gaya').waitFor();
  expect(await dialog.getByLabel('Vehicle').inputValue()).toBe('RJ14 GB 9999');
  expect(await dialog.getByLabel('Destination').inputValue()).toBe('Gaya');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await billOf('JPR/2026/0042')).toMatchObject({
    vehicle: 'RJ14 GB 9999',
    destination: 'Gaya',
  });
});

test('an admin deletes an empty bill, after being asked', async () => {
  const { page } = await open('/bills/JPR%2F2026%2F0043');
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('its code is never used again').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await billOf('JPR/2026/0043')).toMatchObject({ status: 'new' });
  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { level: 1, name: 'Bills' }).waitFor();
  expect(await billOf('JPR/2026/0043')).toMatchObject({ code: 'bill_unknown' });
});

test('an admin voids a loose packet, and a packed one offers nothing of the kind', async () => {
  const { page } = await open('/bags/0009001');
  await page.getByRole('button', { name: 'Void this bag' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('cannot be undone').waitFor();
  await dialog.getByRole('button', { name: 'Void this bag' }).click();
  await page.locator('h1 + p').getByText('Void').waitFor();
  await page.goto(`${address}/bags/0001001`);
  await settled(page);
  await page.getByText('JPR/2026/0041').first().waitFor();
  expect(await page.getByRole('button', { name: 'Void this bag' }).count()).toBe(0);
});

test('a dispatcher changes no bill, and finds no way to the admin pages', async () => {
  const { page } = await open('/bills/JPR%2F2026%2F0042', { role: 'dispatcher', area: 'jaipur' });
  await page.getByRole('link', { name: 'SB10002' }).waitFor();
  for (const name of ['Edit', 'Complete', 'Delete', 'New bill']) {
    expect(await page.getByRole('button', { name }).count(), name).toBe(0);
  }
  const navigation = page.getByRole('navigation').first();
  expect(await navigation.getByRole('link').allTextContents()).toEqual([
    'Overview',
    'Trace desk',
    'Bags',
    'Bills',
    'Scans',
    'End of day',
    'Packing',
    'Floor',
  ]);
  for (const path of ['users', 'areas', 'products', 'settings']) {
    await page.goto(`${address}/admin/${path}`);
    await page.getByText('This page is for admins').waitFor();
  }
});

test('an admin adds a user, is told what is wrong, and disables them', async () => {
  const { page } = await open('/admin/users');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'New user' }).click();
  await dialog.getByLabel('User name').fill('ravi');
  await dialog.getByLabel('Password', { exact: true }).fill('short');
  await dialog.getByLabel('Area').selectOption('jaipur');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByText('Must have at least 10 characters').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill('sacks of moong');
  await dialog.getByRole('button', { name: 'Add' }).click();
  const row = page.getByRole('row', { name: /^ravi/ });
  await row.getByText('jaipur').waitFor();
  await row.getByRole('button', { name: 'ravi' }).click();
  await dialog.getByLabel('Role').selectOption('biller');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row.getByText('Biller').waitFor();
  await row.getByRole('button', { name: 'ravi' }).click();
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await row.getByText('Disabled').waitFor();
});

test('an admin adds a product, and its pattern is explained', async () => {
  const { page } = await open('/admin/products');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'New product' }).click();
  await dialog.getByLabel('Name').fill('Bajra');
  await dialog.getByLabel('Pattern of the codes').fill('sb1####');
  await dialog.getByText('SB1#### fits SB11234').waitFor();
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByText('would match another product').waitFor();
  await dialog.getByLabel('Pattern of the codes').fill('bj####');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page
    .getByRole('row', { name: /^Bajra/ })
    .getByText('BJ####')
    .waitFor();
});

test('the language and the colours are the choice of whoever is signed in', async () => {
  const { page } = await open('/');
  await settled(page);
  await page.getByRole('button', { name: /^admin/ }).click();
  await page.getByRole('radio', { name: 'हिन्दी' }).check();
  await page.getByRole('heading', { level: 1, name: 'सारांश' }).waitFor();
  await page.getByRole('radio', { name: 'गहरा' }).check();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'सारांश' }).waitFor();
  const background = 'getComputedStyle(document.body).backgroundColor';
  await vi.waitFor(async () => expect(await page.evaluate(background)).toBe('rgb(20, 24, 15)'));
});
