import { expect, test, vi } from 'vitest';
import { fillBags } from '../../fill-bags.ts';
import { openSite, packing, settled } from './site.ts';

const PARENTS = 460;

const site = await openSite();
await fillBags(site.db, PARENTS);
const { db, open, scan } = site;

const ROWS = 'document.querySelectorAll("tbody tr").length';
/** Which row of the list a row is, the first being 0. */
const LAST_ROW = 'Number([...document.querySelectorAll("tbody tr")].pop().ariaRowIndex) - 2';

test('ten thousand bags scroll by, and only those in view are in the page', async () => {
  const [{ count = 0 } = {}] = await db.runText<{ count: number }>(
    'select count(*)::int as count from bag where not is_void',
    [],
  );
  expect(count).toBeGreaterThan(10_000);
  const { page, complaints } = await open('/bags');
  await settled(page);
  let rowsMax = 0;
  await vi.waitFor(
    async () => {
      await page.mouse.wheel(0, 60_000);
      rowsMax = Math.max(rowsMax, await page.evaluate<number>(ROWS));
      expect(await page.evaluate<number>(LAST_ROW)).toBe(count - 1);
    },
    { timeout: 30_000, interval: 10 },
  );
  expect(rowsMax).toBeLessThan(80);
  // No frame of the way back up takes long enough to be seen.
  const slowest = await page.evaluate<number>(SCROLL_UP);
  expect(slowest).toBeLessThan(250);
  expect(complaints).toEqual([]);
}, 60_000);

/** Scrolls to the top in steps of three screens, a frame each. @returns the longest frame, ms. */
const SCROLL_UP = `new Promise((resolve) => {
  let before = performance.now();
  let slowest = 0;
  let steps = 0;
  const step = (now) => {
    if (steps > 1) slowest = Math.max(slowest, now - before);
    before = now;
    steps += 1;
    if (steps > 120) resolve(slowest);
    else {
      scrollBy(0, -2_700);
      requestAnimationFrame(step);
    }
  };
  requestAnimationFrame(step);
})`;

test('a list scrolled far stays where it is, and says that there is something newer', async () => {
  const { page } = await open('/bags');
  await settled(page);
  await vi.waitFor(
    async () => {
      await page.mouse.wheel(0, 20_000);
      expect(await page.evaluate<number>(LAST_ROW)).toBeGreaterThan(500);
    },
    { timeout: 10_000, interval: 20 },
  );
  await scan(packing('SB99999', 99_001, 2));
  await page.getByRole('button', { name: 'There is something newer: Show' }).click();
  await page.getByRole('link', { name: '0099002' }).waitFor();
});

test('going back from a bag leads to where the list was', async () => {
  const { page } = await open('/bags');
  await settled(page);
  await vi.waitFor(
    async () => {
      await page.mouse.wheel(0, 5_000);
      expect(await page.evaluate<number>(LAST_ROW)).toBeGreaterThan(150);
    },
    { timeout: 10_000, interval: 20 },
  );
  const top = await page.evaluate<number>('scrollY');
  const row = page.locator('tbody tr').nth(20).getByRole('link');
  const code = (await row.textContent()) ?? '';
  await row.click();
  await page.getByRole('heading', { level: 1, name: code }).waitFor();
  await page.goBack();
  await vi.waitFor(async () => {
    expect(Math.abs((await page.evaluate<number>('scrollY')) - top)).toBeLessThan(400);
    expect(await page.getByRole('link', { name: code }).isVisible()).toBe(true);
  });
});
