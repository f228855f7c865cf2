import { expect, test, vi } from 'vitest';
import { fillBags } from '../../fill-bags.ts';
import { DESKTOP, openSite, packing, settled } from './site.ts';

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
  const frames = await page.evaluate<number[]>(SCROLL_UP);
  // Other tests have the machine as well: half of the frames tell, and not the slowest.
  expect(frames.sort((a, b) => a - b)[FRAMES / 2]).toBeLessThan(100);
  expect(complaints).toEqual([]);
}, 60_000);

const FRAMES = 120;

/** Scrolls up by three screens a frame. @returns how long each frame took, ms. */
const SCROLL_UP = `new Promise((resolve) => {
  const frames = [];
  let before = performance.now();
  const step = (now) => {
    frames.push(now - before);
    before = now;
    if (frames.length === ${FRAMES}) resolve(frames);
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
      await page.evaluate('scrollTo(0, 8_000)');
      expect(await page.evaluate<number>(LAST_ROW)).toBeGreaterThan(150);
    },
    { timeout: 10_000, interval: 20 },
  );
  const code = (await page.locator('tbody tr').nth(20).getByRole('link').textContent()) ?? '';
  const row = page.getByRole('link', { name: code, exact: true });
  await row.click();
  await page.getByRole('heading', { level: 1, name: code }).waitFor();
  await page.goBack();
  await row.waitFor();
  await vi.waitFor(async () => {
    const { y } = (await row.boundingBox()) ?? { y: Number.NaN };
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(DESKTOP.height);
  });
});
