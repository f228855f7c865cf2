import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openHall, scan, untilBar, untilLast } from './station.ts';

const hall = await openHall();

const SLOWNESS = 6;
const SHARE_MAX_MS = 30;
const CHILDREN = 30;
/** Of a bag: a hand needs longer to take up 30 packets. */
const BAG_MAX_MS = 15_000;

/**
 * What the page's main thread has worked so far, by the processor's clock: what else the machine
 * does meanwhile is not counted.
 */
async function workedMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return (of('ScriptDuration') + of('LayoutDuration') + of('RecalcStyleDuration')) * 1_000;
}

/** Waits inside the page, so that waiting is no work of it. */
async function untilFill(page: Page, fill: string): Promise<void> {
  await page.evaluate(
    `new Promise((done) => {
      const look = () => document.querySelector('.recent .fill')?.textContent === '${fill}';
      if (look()) return done();
      const observer = new MutationObserver(() => {
        if (!look()) return;
        observer.disconnect();
        done();
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    })`,
  );
}

test('30 children at scanner speed: under 30 ms of work a scan on a slow phone', async () => {
  const { page, context } = await hall.openBench();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  // Warm, as after the first bag of the day.
  await scan(page, 'SB70001', ...Array.from({ length: CHILDREN }, (_, at) => `70001${at + 10}`));
  await untilLast(page, /SB70001 is full/);
  await untilBar(page, { stored: 31 });
  const before = await workedMs(session);
  const startedAt = Date.now();
  await scan(page, 'SB70002');
  for (let at = 1; at <= CHILDREN; at++) {
    await scan(page, `70002${at + 10}`);
    await untilFill(page, `${at}/30`);
  }
  const bagMs = Date.now() - startedAt;
  await untilBar(page, { scanned: 62, stored: 62 });
  const shareMs = (((await workedMs(session)) - before) / (CHILDREN + 1)) * SLOWNESS;
  expect(shareMs).toBeLessThan(SHARE_MAX_MS);
  expect(bagMs).toBeLessThan(BAG_MAX_MS);
});

test('30 children on a processor six times as slow: the bag is done in seconds', async () => {
  const { page, context } = await hall.openBench();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWNESS });
  const startedAt = Date.now();
  const codes = Array.from({ length: CHILDREN }, (_, at) => `70003${at + 10}`);
  await scan(page, 'SB70003', ...codes);
  await untilLast(page, /SB70003 is full/);
  expect(Date.now() - startedAt).toBeLessThan(BAG_MAX_MS);
  await untilBar(page, { scanned: 31, stored: 31 });
  for (const code of codes) expect(await hall.ledgerOf(code)).toHaveLength(1);
});

const SCRIPT_BYTES_MAX = 150 * 1_024;
const STYLE_BYTES_MAX = 30 * 1_024;

test('the station loads at most 150 kB of scripts and 30 kB of styles', async () => {
  const { page } = await hall.openBench();
  const sizes = await sizesOf(page);
  expect(sizes.js).toBeGreaterThan(0);
  expect(sizes.js).toBeLessThan(SCRIPT_BYTES_MAX);
  expect(sizes.css).toBeLessThan(STYLE_BYTES_MAX);
});

/** What the page names or has loaded, gzipped. */
async function sizesOf(page: Page): Promise<{ js: number; css: number }> {
  const loaded = await page.evaluate<string[]>(
    `[...document.querySelectorAll('script[src], link[href]')]
      .map((one) => one.src ?? one.href)
      .concat(performance.getEntriesByType('resource').map(({ name }) => name))`,
  );
  const sizes = { js: 0, css: 0 };
  for (const address of new Set(loaded)) {
    const kind = /\/asset\/.*\.(js|css)$/.exec(address)?.[1];
    if (kind !== 'js' && kind !== 'css') continue;
    const response = await fetch(address);
    sizes[kind] += gzipSync(Buffer.from(await response.arrayBuffer()), { level: 9 }).length;
  }
  return sizes;
}
