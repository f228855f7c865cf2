import type { Page, Route } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { barOf, openHall, ready, scan, untilBar } from './station.ts';

const hall = await openHall();

const PARENTS = 10;
const CHILDREN = 29;
const SCANS = PARENTS * (CHILDREN + 1);
const GAP_MS = 50;

/** What may happen to a request for scans on its way; each in turn. */
const WEATHER: readonly ((route: Route) => Promise<void>)[] = [
  (route) => route.continue(),
  (route) => route.abort('connectionreset'),
  // Recorded, and the answer is lost.
  async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  },
  (route) => route.fulfill({ status: 500, json: { code: 'internal' } }),
  async (route) => {
    const response = await route.fetch();
    await new Promise((go) => setTimeout(go, 300));
    await route.fulfill({ response });
  },
  // Sent twice, as a proxy does that lost patience.
  async (route) => {
    await route.fetch();
    await route.fulfill({ response: await route.fetch() });
  },
  (route) => route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: {} }),
  (route) => route.fulfill({ status: 401, json: { code: 'not_signed_in' } }),
  (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Welcome</h1>' }),
];

test('300 scans through bad weather and two reloads: each is recorded exactly once', async () => {
  const { page, context } = await hall.openBench();
  let requests = 0;
  await context.route('**/api/v2/scans', async (route) => {
    const happen = WEATHER[requests++ % WEATHER.length];
    // The page may be gone by the time that the weather reaches it.
    await happen?.(route).catch(() => undefined);
  });
  for (let at = 0; at < SCANS; at++) {
    const startedAt = Date.now();
    await scan(page, codeAt(at));
    if (at % 20 === 0) await barOf(page);
    if (at === 100 || at === 200) await reload(page, at + 1);
    await vi.waitFor(() => expect(Date.now() - startedAt).toBeGreaterThanOrEqual(GAP_MS), {
      interval: 2,
    });
  }
  await untilBar(page, { scanned: SCANS, stored: SCANS, waiting: 0, refused: 0 }, 30_000);
  const codes = Array.from({ length: SCANS }, (_, at) => codeAt(at));
  const rows = await hall.db.runText<{ code: string; scans: string }>(
    'select code, count(*) as scans from scan where code = any($1) group by code',
    [codes],
  );
  expect(rows).toHaveLength(SCANS);
  expect(rows.filter(({ scans }) => Number(scans) !== 1)).toEqual([]);
  expect(requests).toBeGreaterThan(WEATHER.length);
}, 60_000);

function codeAt(at: number): string {
  const parent = 31_000 + Math.floor(at / (CHILDREN + 1));
  const child = at % (CHILDREN + 1);
  return child === 0 ? `SB${parent}` : `${parent}${String(child).padStart(3, '0')}`;
}

/** Only what the screen has confirmed is promised: reload when all typed scans are counted. */
async function reload(page: Page, scanned: number): Promise<void> {
  await untilBar(page, { scanned });
  await page.reload();
  await ready(page);
  expect(await barOf(page)).toMatchObject({ scanned });
}
