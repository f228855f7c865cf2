import { expect, test, vi } from 'vitest';
import { accessFaultsOf } from '../access.ts';
import { picture } from '../browser.ts';
import { openSite, PHONE, settled, until, workADay } from './site.ts';

const site = await openSite();
await workADay(site);
const { address, admin, app, open } = site;

const areasOf = async (key: string) => {
  const headers = { authorization: `Bearer ${key}` };
  return (await app.inject({ url: '/api/v2/areas', headers })).statusCode;
};

test('a key is made, shown once, copied, used, and revoked', async () => {
  const { page, context, complaints } = await open('/admin/api-keys');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByText('No keys yet').waitFor();
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Tally export');
  await picture(page, 'app-key-new');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const key = (await dialog.locator('code').first().textContent()) ?? '';
  expect(key).toMatch(/^tt_.{43}$/);
  // It is not lost by a touch beside it, nor by a key that closes other dialogs.
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog.getByRole('button', { name: 'Copied', exact: true }).waitFor();
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(key);
  await until(page, 'document.getAnimations().every((one) => one.playState !== "running")');
  expect(await accessFaultsOf(page)).toEqual([]);
  await picture(page, 'app-key-made');
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByText(`${key.slice(0, 9)}…`).waitFor();
  expect(await page.content()).not.toContain(key);
  expect(await areasOf(key)).toBe(200);

  await page.reload();
  const row = page.getByRole('row', { name: /Tally export/ });
  await row.getByText(/now|second/).waitFor();
  await picture(page, 'app-keys');
  await page.setViewportSize(PHONE);
  await picture(page, 'app-keys-phone');
  await row.getByRole('button', { name: 'Revoke Tally export' }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No keys yet').waitFor();
  expect(await areasOf(key)).toBe(401);
  expect(complaints).toEqual([]);
});

test('a name that is taken is told, and nothing is shown', async () => {
  await admin.post('/api/v2/api-keys', { name: 'erp', role: 'biller' });
  const { page } = await open('/admin/api-keys');
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('ERP');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByLabel('Name').inputValue()).toBe('ERP');
});

test('the audit tells who changed what, and opens as a difference', async () => {
  const { id } = (await admin.post('/api/v2/areas', { name: 'kota' })).json<{ id: number }>();
  await admin.patch(`/api/v2/areas/${id}`, { name: 'kota east' }, { 'if-match': '*' });
  const { page, complaints } = await open('/audit');
  const table = page.getByRole('table');
  await table.getByText('Renamed an area').waitFor();
  await settled(page);
  await picture(page, 'app-audit-day');
  await page.getByLabel('What', { exact: true }).selectOption('area.change');
  await vi.waitFor(async () => expect(await table.getByRole('row').count()).toBe(2));
  expect(new URL(page.url()).search).toBe('?action=area.change');
  await table.getByRole('button', { name: /Renamed an area/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Renamed an area: kota' });
  await dialog.getByRole('deletion').getByText('kota').waitFor();
  await dialog.getByRole('insertion').getByText('kota east').waitFor();
  await until(page, 'document.getAnimations().every((one) => one.playState !== "running")');
  expect(await accessFaultsOf(page)).toEqual([]);
  await picture(page, 'app-audit-entry');
  await page.setViewportSize(PHONE);
  await picture(page, 'app-audit-entry-phone');
  expect(complaints).toEqual([]);
});

test('the chain is gone through when asked, and told to be whole or broken', async () => {
  const { page } = await open('/audit');
  await page.getByText('not checked yet').waitFor();
  const check = page.getByRole('button', { name: 'Check now' });
  await check.click();
  await page.getByText('whole', { exact: true }).waitFor({ timeout: 20_000 });
  await site.db.runText(`update audit_entry set actor = 'somebody' where seq = 1`, []);
  await check.click();
  await page.getByText('broken', { exact: true }).waitFor({ timeout: 20_000 });
  await page.getByText(/^Entry 1: /).waitFor();
  await picture(page, 'app-audit-broken');
});

test('in Hindi, on a phone, and for admins only', async () => {
  const { page } = await open('/audit', { device: { viewport: PHONE, locale: 'hi-IN' } });
  await page.getByRole('heading', { level: 1, name: 'ऑडिट' }).waitFor();
  await settled(page);
  await picture(page, 'app-audit-hi');
  await page.goto(`${address}/admin/api-keys`);
  await page.getByRole('heading', { level: 1, name: 'API कुंजियाँ' }).waitFor();
  await page.getByRole('button', { name: 'नई कुंजी' }).click();
  await page.getByRole('dialog').waitFor();
  await picture(page, 'app-key-new-hi');
  const { page: others } = await open('/audit', { role: 'biller' });
  await others.getByText('Not for your role').waitFor();
});
