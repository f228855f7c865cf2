import { describe, expect, test, vi } from 'vitest';
import { USER_PASSWORD } from '../../harness.ts';
import { openSite, PHONE, settled, workADay } from './site.ts';

const site = await openSite();
await workADay(site);
const { address, admin, open, signIn } = site;

describe('areas', () => {
  test('are added and renamed, and a name that is taken is told at its field', async () => {
    const { page, complaints } = await open('/admin/areas');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'New area' }).click();
    await dialog.getByLabel('Name').fill('kota');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('button', { name: 'kota' }).click();
    await dialog.getByLabel('Name').fill('kota_north');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'kota_north' }).waitFor();
    expect(await page.getByRole('button', { name: 'kota', exact: true }).count()).toBe(0);
    expect(complaints).toEqual([]);

    await page.getByRole('button', { name: 'New area' }).click();
    await dialog.getByLabel('Name').fill('Jaipur');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Jaipur');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  test('that are new can be chosen at once, for a user and in the filters', async () => {
    await admin.post('/api/v2/areas', { name: 'ajmer' });
    const { page } = await open('/admin/users');
    await page.getByRole('button', { name: 'New user' }).click();
    const choice = page.getByRole('dialog').getByLabel('Area');
    await choice.selectOption('ajmer');
    await page.keyboard.press('Escape');
    await page.goto(`${address}/bags`);
    await page.getByLabel('Area').selectOption('ajmer');
    await page.getByText('No bag fits these filters').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('link', { name: 'SB10001' }).waitFor();
  });
});

test('a pattern for plain packets is explained, checked, kept, and taken away again', async () => {
  const { page } = await open('/admin/settings');
  const pattern = page.getByLabel('Pattern of the codes');
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await page.getByText('Any code of 4 to 20').waitFor();
  expect(await save.isDisabled()).toBe(true);
  await pattern.fill('#######');
  await page.getByText(/^####### fits \d{7}$/).waitFor();
  await save.click();
  await page.getByText('The settings are saved').waitFor();
  expect((await admin.get('/api/v2/settings')).json()).toMatchObject({ childPattern: '#######' });
  await pattern.fill('#');
  await save.click();
  await page
    .locator('form')
    .getByText(/4 to 20/)
    .first()
    .waitFor();
  expect((await admin.get('/api/v2/settings')).json()).toMatchObject({ childPattern: '#######' });
  await pattern.fill('');
  await save.click();
  await vi.waitFor(async () => expect(await save.isDisabled()).toBe(true));
  expect((await admin.get('/api/v2/settings')).json()).toMatchObject({ childPattern: null });
  await page.reload();
  await settled(page);
  expect(await pattern.inputValue()).toBe('');
});

test('who is mailed of alerts is chosen, kept, and refused where it is no address', async () => {
  const { page } = await open('/admin/settings');
  await page.getByText('The server does not know by which mail server to send.').waitFor();
  await page.getByLabel('these addresses').check();
  const save = page.getByRole('button', { name: 'Save recipients' });
  expect(await save.isDisabled()).toBe(true);
  await page.getByLabel('Addresses', { exact: true }).fill('night at the gate');
  await save.click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel('Addresses', { exact: true }).fill('night@example.com');
  await save.click();
  await page.getByText('The settings are saved').waitFor();
  const { alertMail } = (await admin.get('/api/v2/settings')).json();
  expect(alertMail).toEqual({ to: ['night@example.com'] });
  await page.getByLabel('all admins who have an e-mail address').check();
  await save.click();
  await vi.waitFor(async () =>
    expect((await admin.get('/api/v2/settings')).json().alertMail).toBeNull(),
  );
});

test('a disabled user cannot sign in, and can once they are enabled again', async () => {
  const person = { username: 'meera', password: USER_PASSWORD, role: 'biller', area: null };
  await admin.post('/api/v2/users', person);
  const { page } = await open('/admin/users');
  const row = page.getByRole('row', { name: /^meera/ });
  const toggle = async (name: string) => {
    await row.getByRole('button', { name: 'meera' }).click();
    await page.getByRole('dialog').getByRole('button', { name }).click();
  };
  await toggle('Disable');
  await row.getByText('Disabled').waitFor();
  await expect(signIn('meera', USER_PASSWORD)).rejects.toThrow('wrong_password');
  await toggle('Enable again');
  await row.getByText('Active').waitFor();
  expect(await signIn('meera', USER_PASSWORD)).toHaveProperty('cookie');
});

describe('the own account', () => {
  const device = { viewport: PHONE };

  test('has a new password once the old one is right and the new one is typed twice', async () => {
    const person = { username: 'arjun', password: USER_PASSWORD, role: 'biller', area: null };
    await admin.post('/api/v2/users', person);
    const { cookie = '' } = await signIn('arjun', USER_PASSWORD);
    const { page, context } = await open('/account', { role: 'biller', device });
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: address }]);
    await page.goto(`${address}/account`);
    await page.locator('dd').getByText('arjun').waitFor();
    const old = page.getByLabel('Current password');
    const next = page.getByLabel('New password', { exact: true });
    const again = page.getByLabel('New password again');
    const change = page.getByRole('button', { name: 'Change password' });
    await old.fill('not the old one');
    await next.fill('sacks of moong');
    await again.fill('sacks of mong');
    await page.getByText('The two new passwords are not the same').waitFor();
    await change.click();
    await again.fill('sacks of moong');
    await change.click();
    await page.getByText('Is not your password').waitFor();
    await old.fill(USER_PASSWORD);
    await change.click();
    await page.getByText('Your password is changed').waitFor();
    await expect(signIn('arjun', USER_PASSWORD)).rejects.toThrow('wrong_password');
    expect(await signIn('arjun', 'sacks of moong')).toHaveProperty('cookie');
  });

  test('is where the language is chosen on a phone, for this page and all others', async () => {
    const { page } = await open('/account', { role: 'biller', device });
    await page.getByRole('main').getByLabel('Language').selectOption('hi');
    await page.getByRole('heading', { level: 1, name: 'खाता' }).waitFor();
    await page.getByRole('link', { name: 'बिल', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'बिल' }).waitFor();
  });
});

describe('the list of bags shows no column that would be empty', () => {
  test.each([
    ['/bags', ['Code', 'Kind', 'Status', 'Packets', 'Parent', 'Bill', 'Area', 'Registered']],
    ['/bags?kind=child', ['Code', 'Kind', 'Parent', 'Bill', 'Area', 'Registered']],
    ['/bags?kind=parent', ['Code', 'Kind', 'Status', 'Packets', 'Bill', 'Area', 'Registered']],
    ['/bags?kind=child&packed=false&billed=false', ['Code', 'Kind', 'Area', 'Registered']],
  ])('at %s', async (path, columns) => {
    const { page } = await open(path);
    await settled(page);
    await page.getByRole('table').waitFor();
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(columns);
  });
});
