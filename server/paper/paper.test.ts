import { describe, expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { decodeQr, readPdf } from '#test/pdf.ts';
import { scanner } from '#test/scanner.ts';
import { GRIDS } from '../label/format.ts';

const { app, deps, asAdmin, asUser } = await openTestApp();
const biller = client(app, await asUser('biller'));
const dispatcher = client(app, await asUser('dispatcher', 'jaipur'));
const scans = scanner(app, await asAdmin());

const A4_QUARTER = { x: 300, y: 0, width: 296, height: 200 };

describe('a bill on paper', () => {
  test('has the dealer, the parents with counts and weights, sums, and its QR code', async () => {
    const dealer = 'गुप्ता बीज भंडार';
    const fields = { dealer, destination: 'Kota', vehicle: 'RJ14 GA 1234', target: 3 };
    await biller.post('/api/v2/bills', { code: 'LKO/1-001', ...fields });
    await scans.send([
      { action: 'pack', code: '1000001', parent: 'SB10001' },
      { action: 'pack', code: '1000002', parent: 'SB10001' },
      { action: 'pack', code: '1000003', parent: 'M444-00001' },
      { action: 'bill', code: 'SB10001', bill: 'LKO/1-001' },
      { action: 'bill', code: 'M444-00001', bill: 'LKO/1-001' },
    ]);
    const response = await dispatcher.get('/api/v2/bills/lko%2F1-001/document.pdf');
    expect(response.statusCode, response.body).toBe(200);
    expect(response.headers['content-disposition']).toBe(
      'attachment; filename="bill-LKO-1-001.pdf"',
    );
    const [page, ...others] = await readPdf(response.rawPayload);
    if (page === undefined) throw new Error('a bill has a page');
    expect(others).toEqual([]);
    for (const text of ['Bill LKO/1-001', 'Kota', 'RJ14 GA 1234', 'processing', '2 of 3']) {
      expect(page.text).toContain(text);
    }
    expect(page.text).toMatch(/SB10001\s+Mustard\s+2 of 30\s+open\s+30\s+2\s+-28/);
    expect(page.text).toMatch(/M444-00001\s+Moong\s+1 of 15\s+open\s+15\s+1\s+-14/);
    expect(page.text).toMatch(/2 of 3 parents\s+3\s+45\s+3\s+-42/);
    expect(page.text).toMatch(/Loaded by\s+Checked by\s+Driver\s+Received by/);
    expect(decodeQr(page, A4_QUARTER)).toBe('LKO/1-001');
    // Signs that belong together come in the order of the glyphs, as readers of PDF give them.
    expect(page.text).toContain('भंडार');
  });

  test('of 500 parents goes over pages, each with the heads', async () => {
    await biller.post('/api/v2/bills', { code: 'LONG-1', target: 500 });
    const codes = Array.from({ length: 500 }, (_, at) => `SB${20_000 + at}`);
    await scans.send(codes.map((code) => ({ action: 'open', code })));
    await scans.send(codes.map((code) => ({ action: 'bill', code, bill: 'LONG-1' })));
    const response = await biller.get('/api/v2/bills/LONG-1/document.pdf');
    const pages = await readPdf(response.rawPayload);
    expect(pages.length).toBeGreaterThan(8);
    for (const [at, { text }] of pages.entries()) {
      expect(text).toContain(`page ${at + 1} of ${pages.length}`);
      // The last one may have nothing but the lines to sign on.
      if (at < pages.length - 1) expect(text).toMatch(/#\s+Parent\s+Product\s+Children/);
    }
    const all = pages.map(({ text }) => text).join('\n');
    expect(all.match(/SB2\d{4}/g)).toEqual(codes);
  });

  test('that does not exist is not printed', async () => {
    const response = await biller.get('/api/v2/bills/NO-SUCH/document.pdf');
    expect([response.statusCode, response.json().code]).toEqual([404, 'bill_unknown']);
  });
});

describe('a packing slip', () => {
  test('has the children in the order packed, their lots, and the QR code', async () => {
    const label = (number: number) =>
      `LABEL NO.:${number} LOT NO.:STAR${number % 2}, D.O.T.:30/09/2025`;
    const numbers = Array.from({ length: 30 }, (_, at) => 3_000_030 - at);
    // One after the other: what comes in one request is packed at one moment.
    for (const number of numbers) {
      await scans.send([{ action: 'pack', code: label(number), parent: 'SB30001' }]);
    }
    const response = await dispatcher.get('/api/v2/bags/sb30001/packing-slip.pdf');
    const [page] = await readPdf(response.rawPayload);
    if (page === undefined) throw new Error('a slip has a page');
    expect(page.text.match(/3000\d{3}/g)).toEqual(numbers.map(String));
    expect(page.text).toMatch(/30 of 30.*complete.*STAR0, STAR1/s);
    expect(decodeQr(page, A4_QUARTER)).toBe('SB30001');
  });

  test('is for parents', async () => {
    const response = await biller.get('/api/v2/bags/1000001/packing-slip.pdf');
    expect([response.statusCode, response.json().code]).toEqual([422, 'not_possible']);
    expect((await biller.get('/api/v2/bags/SB99999/packing-slip.pdf')).statusCode).toBe(404);
  });
});

describe('the printer', () => {
  const slip = () => biller.get('/api/v2/bags/SB30001/packing-slip.pdf');

  test('prints one after the other what is asked for at once, and refuses too much', async () => {
    const answers = await Promise.all(Array.from({ length: 25 }, slip));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 503)).toHaveLength(5);
    expect((await slip()).statusCode).toBe(200);
  });

  test('goes on after a document that cannot be printed', async () => {
    // No QR code holds so much.
    const codes = ['X'.repeat(10_000)];
    const broken = { kind: 'labels', codes, grid: GRIDS['a4-24'] } as const;
    await expect(deps.printer.print(broken)).rejects.toThrow('printing failed');
    expect((await slip()).statusCode).toBe(200);
  });
});
