import { describe, expect, test } from 'vitest';
import { openSite, settled, workADay } from './site.ts';

const site = await openSite();
await workADay(site);
const { admin, open, scan, app } = site;

/** The requests that a page has sent to an address, by their methods. */
function sentTo(page: Awaited<ReturnType<typeof open>>['page'], path: string): string[] {
  const methods: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === path) methods.push(request.method());
  });
  return methods;
}

describe('what the server refuses is told where it was asked', () => {
  test('a packet that was packed a moment ago is not voided', async () => {
    const { page, complaints } = await open('/bags/0009001');
    await page.getByRole('button', { name: 'Void this bag' }).click();
    // Somebody at a bench is faster than the admin who reads what the dialog says.
    await scan([{ action: 'pack', code: '0009001', parent: 'SB10004' }]);
    await page.getByRole('dialog').getByRole('button', { name: 'Void this bag' }).click();
    await page.getByRole('status').getByText('In use').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // The page shows what is, and so no longer offers what cannot be done.
    await page.locator('dd').getByRole('link', { name: 'SB10004' }).waitFor();
    await page.getByRole('button', { name: 'Void this bag' }).waitFor({ state: 'detached' });
    expect((await admin.get('/api/v2/bags/0009001')).json()).toMatchObject({ parent: 'SB10004' });
    expect(complaints).toEqual([]);
  });

  test('nobody disables or demotes themselves, and so an admin always stays', async () => {
    const { page } = await open('/admin/users');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'admin', exact: true }).click();
    await dialog.getByRole('button', { name: 'Save' }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Disable' }).count()).toBe(0);
    expect(await dialog.getByLabel('Role').isDisabled()).toBe(true);
    expect(await dialog.getByLabel('User name').isDisabled()).toBe(false);
  });

  test('a target below what is on the bill is refused, and what was typed stays', async () => {
    const { page } = await open('/bills/JPR%2F2026%2F0042', { role: 'biller' });
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Target').fill('1');
    await dialog.getByLabel('Vehicle').fill('MH12 AB 1234');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByLabel('Vehicle').inputValue()).toBe('MH12 AB 1234');
    await dialog.getByLabel('Target').fill('2');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.locator('dd').getByText('MH12 AB 1234').waitFor();
  });

  test('a bill that was completed meanwhile cannot be edited, and says so', async () => {
    await admin.post('/api/v2/bills', { code: 'LOCK-1', target: 1 });
    await scan([
      { action: 'open', code: 'SB70001' },
      { action: 'bill', code: 'SB70001', bill: 'LOCK-1' },
    ]);
    const { page } = await open('/bills/LOCK-1');
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Dealer').fill('Too Late Traders');
    expect((await admin.post('/api/v2/bills/LOCK-1/complete', {})).statusCode).toBe(200);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByLabel('Dealer').inputValue()).toBe('Too Late Traders');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('nothing on it changes until it is reopened').waitFor();
  });
});

test('what two admins change of a product at once is kept of both', async () => {
  const { page } = await open('/admin/products');
  const path = '/api/v2/products';
  const { items } = (await admin.get(path)).json<{ items: { id: number; name: string }[] }>();
  const moong = items.find(({ name }) => name === 'Moong');
  await page.getByRole('button', { name: 'Moong' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Green Moong');
  const sent = sentTo(page, `${path}/${moong?.id}`);
  const etag = String((await admin.get(`${path}/${moong?.id}`)).headers.etag);
  const theirs = { expectedWeightKg: 15.5 };
  const saved = await admin.patch(`${path}/${moong?.id}`, theirs, { 'if-match': etag });
  expect(saved.statusCode).toBe(200);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Green Moong');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /^Green Moong/ }).waitFor();
  expect(sent).toEqual(['PATCH', 'GET', 'PATCH']);
  expect((await admin.get(`${path}/${moong?.id}`)).json()).toMatchObject({
    name: 'Green Moong',
    expectedWeightKg: 15.5,
  });
});

test('while the server is away a page says so, and is there again with it', async () => {
  const { page } = await open('/bills');
  await settled(page);
  const { port } = new URL(site.address);
  app.server.closeAllConnections();
  await new Promise((resolve) => app.server.close(resolve));
  await page.getByRole('link', { name: 'Scans', exact: true }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('cannot be reached').waitFor();
  await new Promise<void>((resolve) => {
    app.server.listen(Number(port), '127.0.0.1', resolve);
  });
  await alert.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('row', { name: /torn label/ }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});
