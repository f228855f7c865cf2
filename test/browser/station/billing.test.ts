import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { client } from '../../client.ts';
import { openHall, scan, untilBar, untilCount, untilLast } from './station.ts';

const hall = await openHall();

async function pack(parent: string, children: number): Promise<void> {
  const base = Number(parent.replaceAll(/\D/g, '')) * 100;
  await hall.elsewhere([
    { action: 'open', code: parent },
    ...Array.from({ length: children }, (_, at) => {
      return { action: 'pack', code: String(base + at), parent };
    }),
  ]);
}

async function untilWeights(page: Page, weights: readonly string[]): Promise<void> {
  await vi.waitFor(
    async () => expect(await page.locator('.weights dd').allTextContents()).toEqual(weights),
    { timeout: 10_000, interval: 20 },
  );
}

describe('billing', () => {
  test('a bill is created, filled, and completed below its target with a reason', async () => {
    await pack('SB50001', 30);
    await pack('SB50002', 8);
    const { page, complaints } = await hall.openBench({ path: '/station/bill', role: 'biller' });
    await page.getByLabel('Bill code').fill('inv-50/1');
    await page.getByLabel('Parents').fill('3');
    await page.getByLabel('Dealer').fill('Kisan Beej Bhandar');
    await page.getByRole('button', { name: 'Create and scan' }).click();
    await untilCount(page, '0/3');
    await scan(page, 'SB50001');
    await untilCount(page, '1/3');
    await untilWeights(page, ['30 kg', '30 kg', '0 kg']);
    await scan(page, 'SB50002');
    await untilLast(page, /SB50002 put on the bill · 8\/30/);
    expect(await page.locator('.last').getAttribute('data-tone')).toBe('notice');
    await untilWeights(page, ['60 kg', '38 kg', '−22 kg']);
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByLabel('Reason: 1 parent is missing').fill('the lorry is full');
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByText('INV-50/1 is completed and locked.').waitFor();
    const admin = client(hall.app, await hall.asAdmin());
    const bill = await admin.get('/api/v2/bills/INV-50%2F1');
    expect(bill.json()).toMatchObject({ status: 'completed', parentCount: 2, varianceKg: -22 });
    expect(complaints).toEqual([]);
  });

  test('a bill is found, parents are taken off it again, and all of it works offline', async () => {
    await pack('SB51001', 30);
    await pack('SB51002', 30);
    const admin = client(hall.app, await hall.asAdmin());
    for (const code of ['FIND-ME-1', 'OTHER-1']) {
      await admin.post('/api/v2/bills', { code, target: 2 });
    }
    const { page, context } = await hall.openBench({ path: '/station/bill' });
    await page.getByLabel('Search bills').fill('find-me');
    await vi.waitFor(async () => expect(await page.locator('.bills li').count()).toBe(1));
    await page.getByRole('button', { name: /FIND-ME-1/ }).click();
    await scan(page, 'SB51001');
    await untilCount(page, '1/2');
    await untilBar(page, { stored: 1 });
    await context.setOffline(true);
    await scan(page, 'SB51002');
    await untilCount(page, '2/2');
    expect(await page.locator('.flash').getAttribute('data-kind')).toBe('full');
    await scan(page, 'SB51001');
    await untilLast(page, /SB51001 is already on this bill/);
    await page.getByRole('button', { name: 'Remove SB51001 from the bill' }).click();
    await untilCount(page, '1/2');
    await context.setOffline(false);
    await untilBar(page, { scanned: 4, stored: 4, waiting: 0 });
    await untilCount(page, '1/2');
    const bill = (await admin.get('/api/v2/bills/FIND-ME-1')).json<{ parents: object[] }>();
    expect(bill.parents).toMatchObject([{ code: 'SB51002' }]);
  });

  test('a parent on another bill is refused aloud, and that bill named', async () => {
    await pack('SB52001', 1);
    const admin = client(hall.app, await hall.asAdmin());
    for (const code of ['FIRST-1', 'SECOND-1']) await admin.post('/api/v2/bills', { code });
    await hall.elsewhere([{ action: 'bill', code: 'SB52001', bill: 'FIRST-1' }]);
    const { page } = await hall.openBench({ path: '/station/bill' });
    await page.getByRole('button', { name: /SECOND-1/ }).click();
    await untilCount(page, '0/30');
    await scan(page, 'SB52001');
    await untilLast(page, /SB52001 is on another bill: FIRST-1/);
    await untilCount(page, '0/30');
    await untilBar(page, { scanned: 1, refused: 1 });
  });

  test('why it is not completed is said in one’s language, until the next scan', async () => {
    await pack('SB53001', 30);
    await pack('SB53002', 30);
    const admin = client(hall.app, await hall.asAdmin());
    await admin.post('/api/v2/bills', { code: 'EMPTIED-1', target: 1 });
    const { page } = await hall.openBench({ path: '/station/bill' });
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'हिन्दी' }).check();
    await page.getByRole('button', { name: 'बंद करें' }).click();
    await page.getByRole('button', { name: /EMPTIED-1/ }).click();
    await scan(page, 'SB53001');
    await untilCount(page, '1/1');
    await untilBar(page, { stored: 1 });
    // Somebody takes it off again at another station.
    await hall.elsewhere([{ action: 'unbill', code: 'SB53001', bill: 'EMPTIED-1' }]);
    await page.getByRole('button', { name: 'बिल पूरा करें' }).click();
    const refusal = page.getByText('इस बिल पर कुछ नहीं है, इसलिए पूरा नहीं हो सकता।');
    await refusal.waitFor();
    await untilCount(page, '0/1');
    await scan(page, 'SB53002');
    await untilCount(page, '1/1');
    await refusal.waitFor({ state: 'detached' });
    await untilBar(page, { stored: 2 });
    await page.getByRole('button', { name: 'बिल पूरा करें' }).click();
    await page.getByText('EMPTIED-1 पूरा हुआ और बंद है।').waitFor();
  });

  test('a dispatcher is told that they may not', async () => {
    const { page } = await hall.openBench({
      path: '/station/bill',
      role: 'dispatcher',
      area: 'indore',
    });
    await page.getByText('Only billers and admins put bags on bills.').waitFor();
    await scan(page, 'SB52001');
    expect(await page.locator('.flash').getAttribute('data-kind')).toBe('error');
    await untilBar(page, { scanned: 0 });
  });
});
