import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { decodeQr, readPdf } from '../../pdf.ts';
import { accessFaultsOf } from '../access.ts';
import { openSite, PHONE, settled, until } from './site.ts';

const site = await openSite();
const { admin, open } = site;

type Page = Awaited<ReturnType<typeof open>>['page'];

const issuing = (page: Page) => page.getByRole('button', { name: 'Issue and download' });
const previewOf = (page: Page) => page.getByRole('region', { name: 'Preview' });

/** What a press gives, once the browser has it. */
async function fileAfter(page: Page, press: () => Promise<void>) {
  const waiting = page.waitForEvent('download');
  await press();
  const file = await waiting;
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

describe('labels of a range', () => {
  test('are shown as a sheet, issued, listed, and go on where they ended', async () => {
    const { page, complaints } = await open('/labels', { role: 'biller' });
    await settled(page);
    await page.getByText('No labels issued yet').waitFor();
    expect(await issuing(page).isDisabled()).toBe(true);
    await page.getByLabel('First code').fill('sb40001');
    await page.getByLabel('How many').fill('30');
    await page.getByRole('img', { name: 'The first sheet: SB40001 to SB40024' }).waitFor();
    const facts = await previewOf(page).locator('dd').allTextContents();
    expect(facts).toEqual(['30', '2', 'SB40001', 'SB40030']);

    const { name, content } = await fileAfter(page, () => issuing(page).click());
    expect(name).toMatch(/^labels-\d+-SB40001\.pdf$/);
    const sheets = await readPdf(content);
    expect(sheets).toHaveLength(2);
    const label = { x: 0, y: 0, width: 198, height: 105 };
    expect(sheets.map((sheet) => decodeQr(sheet, label))).toEqual(['SB40001', 'SB40025']);

    await page.getByText('30 labels are issued').waitFor();
    await page.getByRole('row', { name: /SB40001 – SB40030.*biller/ }).waitFor();
    await page.getByRole('button', { name: 'Go on with SB40031' }).click();
    await page.getByRole('img', { name: /SB40031 to SB40054/ }).waitFor();
    expect(await issuing(page).isDisabled()).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('that were issued in part are refused as a whole, and told by whom', async () => {
    await admin.post('/api/v2/labels', {
      kind: 'parent',
      from: 'SB41010',
      count: 5,
      format: 'a4-24',
    });
    const { page } = await open('/labels', { device: { viewport: PHONE } });
    await settled(page);
    await page.getByLabel('First code').fill('SB41000');
    await previewOf(page).getByRole('alert').getByText('5 of these codes were issued').waitFor();
    await previewOf(page).getByText('SB41010 – SB41014').waitFor();
    expect(await issuing(page).isDisabled()).toBe(true);
    expect(await accessFaultsOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);

    await previewOf(page).getByRole('button', { name: 'Print again' }).click();
    const dialog = page.getByRole('dialog');
    await until(page, 'document.getAnimations().every((one) => one.playState !== "running")');
    expect(await accessFaultsOf(page)).toEqual([]);
    await dialog.getByLabel('Paper').selectOption('zpl-50x30');
    await dialog.getByLabel('Only these codes').fill('SB41012');
    const press = () => dialog.getByRole('button', { name: 'Download' }).click();
    const { name, content } = await fileAfter(page, press);
    expect(name).toMatch(/\.zpl$/);
    expect(content.toString().match(/\^FDMA,([A-Z0-9]+)/g)).toEqual(['^FDMA,SB41012']);
    await dialog.waitFor({ state: 'hidden' });
    const refused = (await admin.get('/api/v2/labels?code=SB41000')).json();
    expect(refused.items).toEqual([]);
  });

  test('that somebody else issues meanwhile are refused, and the preview says so', async () => {
    const { page } = await open('/labels');
    await settled(page);
    await page.getByLabel('First code').fill('SB42000');
    await page.getByRole('img', { name: /SB42000/ }).waitFor();
    const body = { kind: 'parent', from: 'SB42003', count: 1, format: 'a4-24' };
    await admin.post('/api/v2/labels', body);
    await issuing(page).click();
    await page.getByText('Labels with this code were issued before').waitFor();
    await previewOf(page).getByText('One of these codes was issued before').waitFor();
  });

  test('for bags that are there already are warned of', async () => {
    await site.scan([{ action: 'open', code: 'SB43001' }]);
    const { page } = await open('/labels');
    await page.getByLabel('First code').fill('SB43000');
    await previewOf(page).getByText('SB43001 is a bag already.').waitFor();
    expect(await issuing(page).isDisabled()).toBe(false);
  });
});

describe('labels of a list', () => {
  test('tell which code cannot be, at the field', async () => {
    const { page } = await open('/labels');
    await settled(page);
    await page.getByLabel(/^Packets/).check();
    await page.getByLabel(/^A list/).check();
    const codes = page.getByRole('textbox', { name: 'Codes' });
    await codes.fill('0016586, 0016587\n0016586');
    await page.getByText('Is there twice, "0016586".').waitFor();
    await codes.fill('0016586 SB10001');
    await page.getByText(`Is a parent's code, "SB10001".`).waitFor();
    await codes.fill('0016586, 0016587');
    await page.getByRole('img', { name: 'The first sheet: 0016586 to 0016587' }).waitFor();
    await page.getByLabel('Paper').selectOption('zpl-50x30');
    const { content } = await fileAfter(page, () => issuing(page).click());
    expect(content.toString().match(/\^XA/g)).toHaveLength(2);
  });

  test('are found by any of their codes, and by the address', async () => {
    await admin.post('/api/v2/labels', {
      kind: 'parent',
      from: 'SB44000',
      count: 9,
      format: 'a4-24',
    });
    const { page } = await open('/labels?code=SB44005');
    await page.getByRole('row', { name: /SB44000 – SB44008/ }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByPlaceholder('Find a code').fill('SB44999');
    await page.getByText('No labels with this code').waitFor();
    expect(page.url()).toContain('code=SB44999');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('row', { name: /SB44000/ }).waitFor();
  });
});

test('a dispatcher issues no labels, and is told so', async () => {
  const { page } = await open('/labels', { role: 'dispatcher', area: 'jaipur' });
  await page.getByText('Not for your role').waitFor();
});
