import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { barOf, openHall, ready, scan, untilBar, untilCount, untilLast } from './station.ts';

const hall = await openHall();

describe('packing', () => {
  test('a parent, its children, the next parent: nothing needs to be tapped', async () => {
    const { page, complaints } = await hall.openBench();
    await scan(page, 'SB10001');
    await untilCount(page, '0/30');
    await scan(page, 'LABEL NO.:1000101 LOT NO.:STAR44GG24611, D.O.T.:30/09/2025');
    await scan(page, '1000102');
    await untilCount(page, '2/30');
    await scan(page, 'SB10002');
    await untilCount(page, '0/30');
    await untilBar(page, { scanned: 4, stored: 4, waiting: 0, refused: 0 });
    expect(await hall.ledgerOf('1000101')).toEqual(['packed']);
    await untilLast(page, /SB10002/);
    expect(complaints).toEqual([]);
  });

  test('the child that fills the bag finishes it', async () => {
    const { page } = await hall.openBench();
    await scan(page, 'M444-00100');
    for (let at = 1; at <= 15; at++) await scan(page, String(1_100_100 + at));
    await untilCount(page, null);
    await untilLast(page, /1100115 packed\. M444-00100 is full/);
    await page.getByRole('heading', { name: 'Scan a parent bag' }).waitFor();
    await untilBar(page, { scanned: 16, stored: 16 });
  });

  test('a child before any parent is refused, and says what to do', async () => {
    const { page } = await hall.openBench();
    await scan(page, '1200101');
    await untilLast(page, /1200101 is a packet\. Scan a parent bag first/);
    await untilBar(page, { scanned: 1, refused: 1 });
    await page.getByRole('button', { name: '1 refused' }).click();
    await page.getByText('Scan a parent bag first, then its packets.').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('No refused scans.').waitFor();
    expect(await barOf(page)).toMatchObject({ scanned: 1, refused: 1 });
  });

  test('undo takes the last child out again, on the server too, also after a reload', async () => {
    const { page } = await hall.openBench();
    await scan(page, 'SB10005');
    await scan(page, '1300101');
    await scan(page, '1300102');
    await untilBar(page, { stored: 3 });
    await page.reload();
    await untilCount(page, '2/30');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await untilCount(page, '1/30');
    await page.keyboard.press('F8');
    await untilCount(page, '0/30');
    await untilBar(page, { scanned: 5, stored: 5 });
    expect(await hall.ledgerOf('1300101')).toEqual(['packed', 'unpacked']);
    expect(await hall.ledgerOf('1300102')).toEqual(['packed', 'unpacked']);
  });

  test('a duplicate in the open bag is told at once, also one packed elsewhere', async () => {
    await hall.elsewhere([{ action: 'pack', code: '1400101', parent: 'SB10006' }]);
    const { page, context } = await hall.openBench();
    const asked = page.waitForResponse(/SB10006\/children/);
    await scan(page, 'SB10006');
    await asked;
    await untilCount(page, '1/30');
    await untilBar(page, { stored: 1 });
    await context.setOffline(true);
    await scan(page, '1400101');
    await untilLast(page, /1400101 is already in this bag/);
    await untilCount(page, '1/30');
  });

  test('finish returns to the state PARENT, and offers to seal with a reason', async () => {
    const { page } = await hall.openBench();
    await scan(page, 'SB10007');
    await scan(page, '1500101');
    await untilCount(page, '1/30');
    await page.getByRole('button', { name: 'Finish' }).click();
    await untilCount(page, null);
    await page.getByText('SB10007 was left part-full: 1/30.').waitFor();
    await page.getByLabel('Reason for sealing it part-full').fill('end of the lot');
    await page.getByRole('button', { name: 'Seal', exact: true }).click();
    await untilLast(page, /SB10007 sealed/);
    await untilBar(page, { scanned: 3, stored: 3 });
    expect(await hall.ledgerOf('SB10007')).toEqual(['opened', 'sealed']);
    // Opened again it says that it is sealed, and can be reopened.
    await scan(page, 'SB10007');
    await page.getByRole('button', { name: 'Reopen' }).click();
    await scan(page, '1500102');
    await untilCount(page, '2/30');
    await untilBar(page, { scanned: 6, stored: 6 });
  });
});

describe('the tray', () => {
  test('sends a refused scan again, as a new one, once its cause is gone', async () => {
    await hall.elsewhere([{ action: 'pack', code: '1700101', parent: 'SB10015' }]);
    const { page } = await hall.openBench();
    await scan(page, 'SB10016', '1700101');
    await untilBar(page, { scanned: 2, stored: 1, refused: 1 });
    await hall.elsewhere([{ action: 'unpack', code: '1700101' }]);
    await page.getByRole('button', { name: '1 refused' }).click();
    await page.getByRole('button', { name: 'Send again' }).click();
    await untilBar(page, { scanned: 3, stored: 2, refused: 1 });
    await untilCount(page, '1/30');
    await page.getByText('No refused scans.').waitFor();
    expect(await hall.ledgerOf('1700101')).toEqual([
      'packed',
      'in_other_parent',
      'unpacked',
      'packed',
    ]);
  });

  test('takes a scan whose request the server never takes; its neighbours are stored', async () => {
    const { page, context } = await hall.openBench();
    await context.route('**/api/v2/scans', async (route) => {
      const isCursed = route.request().postData()?.includes('1700202') ?? false;
      if (isCursed) await route.fulfill({ status: 400, json: { code: 'malformed_request' } });
      else await route.continue();
    });
    await scan(page, 'SB10017', '1700201', '1700202', '1700203');
    await untilBar(page, { scanned: 4, stored: 3, waiting: 0, refused: 1 });
    await untilLast(page, /The server could not read this scan/);
    expect(await hall.ledgerOf('1700203')).toEqual(['packed']);
    // It was counted when it was told; now it is known not to lie in the bag.
    await untilCount(page, '2/30');
  });
});

test('where nothing can be stored, nothing is promised', async () => {
  const { page, context } = await hall.openBench();
  await context.addInitScript('indexedDB.open = () => { throw new Error("no store"); }');
  await page.reload();
  await page.getByText('This browser does not let the page store scans').waitFor();
});

test('a scan that the device cannot store is not counted, and sounds as an error', async () => {
  const { page } = await hall.openBench();
  await scan(page, 'SB10018');
  await untilCount(page, '0/30');
  await page.evaluate(`
    window.add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };`);
  await scan(page, '1800101');
  await page.getByText('This device could not store the scan').waitFor();
  expect(await page.locator('.flash').getAttribute('data-kind')).toBe('error');
  await untilCount(page, '0/30');
  await page.evaluate('IDBObjectStore.prototype.add = window.add');
  await scan(page, '1800102');
  await untilCount(page, '1/30');
  await untilBar(page, { scanned: 2, stored: 2 });
});

describe('a child that lies in another parent', () => {
  test('is refused aloud by the server, named, and moved by scanning it once more', async () => {
    await hall.elsewhere([{ action: 'pack', code: '1600101', parent: 'SB10010' }]);
    const { page } = await hall.openBench();
    await scan(page, 'SB10011');
    await scan(page, '1600101');
    await untilLast(page, /1600101 is in another bag: SB10010/);
    await untilCount(page, '0/30');
    await page.getByRole('button', { name: /Move 1600101 here/ }).waitFor();
    // Within 400 ms it would be the trigger's, not the worker's.
    const readAt = await now(page);
    await vi.waitFor(async () => expect(await now(page)).toBeGreaterThan(readAt + BOUNCE_MS));
    await scan(page, '1600101');
    await untilCount(page, '1/30');
    await untilBar(page, { scanned: 3, stored: 2, refused: 1 });
    expect(await hall.ledgerOf('1600101')).toEqual(['packed', 'in_other_parent', 'moved']);
  });

  test('is moved by one key, and moved back by undo', async () => {
    await hall.elsewhere([{ action: 'pack', code: '1600201', parent: 'SB10012' }]);
    const { page } = await hall.openBench();
    await scan(page, 'SB10013');
    await scan(page, '1600201');
    await untilLast(page, /in another bag: SB10012/);
    await page.keyboard.press('F2');
    await untilLast(page, /1600201 moved into SB10013/);
    await untilCount(page, '1/30');
    await page.keyboard.press('F8');
    await untilCount(page, '0/30');
    await untilBar(page, { scanned: 4, stored: 3, refused: 1 });
    expect(await hall.ledgerOf('1600201')).toEqual(['packed', 'in_other_parent', 'moved', 'moved']);
    // The tray is empty: the child is where it belongs.
    await page.getByRole('button', { name: '1 refused' }).click();
    await page.getByText('No refused scans.').waitFor();
  });
});

const BOUNCE_MS = 400;

function now(page: Page): Promise<number> {
  return page.evaluate<number>('performance.now()');
}

describe('ten minutes without a scan', () => {
  test('return to the state PARENT', async () => {
    const { page } = await hall.openBench();
    await page.clock.install();
    await page.reload();
    await ready(page);
    await scan(page, 'SB10020');
    await page.clock.runFor(1_000);
    await untilCount(page, '0/30');
    await page.clock.fastForward('10:30');
    await untilCount(page, null);
  });
});

test('a station with a name tells the office what still waits on it', async () => {
  const { page, context } = await hall.openBench();
  await page.evaluate(`localStorage.setItem('tt-station', '{"station":"Bench 7"}')`);
  await page.reload();
  await ready(page);
  const seen = async () => {
    const answer = await context.request.get(`${hall.address}/api/v2/stations`);
    const { items }: { items: { station: string; waiting: number | null }[] } = await answer.json();
    return items.find(({ station }) => station === 'Bench 7');
  };
  await vi.waitFor(async () => expect(await seen()).toMatchObject({ waiting: 0 }), 10_000);
});
