import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { launchChromium } from '../tool/chromium.ts';
import { openSite, type Site } from './site.ts';

const USAGE = `npm run bench:web -- [--bags <n>] [--runs <n>]

Measures how soon pages are there on an old phone: slow 4G (1.6 Mbit/s, 150 ms) and a processor
that is slowed down four times, without anything in the browser, and from the service worker.
--bags  size of the database (default: 20000)
--runs  how often each page is opened; medians count (default: 5)`;

const PATHS = ['/station', '/', '/bags'];
const PHONE = { width: 360, height: 740 };

/** What Lighthouse calls slow 4G. */
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (0.75 * 1024 * 1024) / 8,
};
const CPU_SLOWDOWN = 4;

/** A page is done when nothing has been painted and nothing has run for so long. */
const QUIET_MS = 2_000;
const LOAD_WAIT_MS = 60_000;
const POLL_MS = 100;

interface Figures {
  /** When the largest piece was painted, and the first one. */
  readonly lcpMs: number;
  readonly fcpMs: number;
  /** How long the page could not have answered a tap. */
  readonly tbtMs: number;
  /** How much moved after it was painted; 0 is nothing. */
  readonly cls: number;
}

interface Row extends Figures {
  readonly page: string;
  readonly from: 'network' | 'service worker';
}

async function run(bags: number, runs: number): Promise<void> {
  const [model = 'unknown'] = cpus().map((cpu) => cpu.model);
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  console.log(`${cpus().length} x ${model}, ${memoryGb} GB, Node ${process.version}\n`);
  const site = await openSite(bags);
  const browser = await launchChromium();
  try {
    const rows: Row[] = [];
    for (const path of PATHS) {
      const cold: Figures[] = [];
      const warm: Figures[] = [];
      for (let at = 0; at < runs; at++) {
        const context = await signedIn(await browser.newContext({ viewport: PHONE }), site);
        cold.push(await measure(context, site.server.url + path));
        await fillWorker(context, site.server.url + path);
        warm.push(await measure(context, site.server.url + path));
        await context.close();
      }
      rows.push({ page: path, from: 'network', ...medianOf(cold) });
      rows.push({ page: path, from: 'service worker', ...medianOf(warm) });
    }
    print(rows);
  } finally {
    await browser.close();
    await site.close();
  }
}

async function signedIn(context: BrowserContext, { server, cookies }: Site) {
  const [name = '', value = ''] = cookies[0]?.split('=') ?? [];
  await context.addCookies([{ name, value, url: server.url }]);
  return context;
}

/** Opens a page on the slow phone, and waits until nothing happens any more. */
async function measure(context: BrowserContext, address: string): Promise<Figures> {
  const page = await context.newPage();
  await page.addInitScript(OBSERVE);
  const devtools = await context.newCDPSession(page);
  await slowDown(devtools);
  await page.goto(address, { waitUntil: 'load', timeout: LOAD_WAIT_MS });
  const figures = await untilQuiet(page);
  await page.close();
  return figures;
}

async function slowDown(devtools: CDPSession): Promise<void> {
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', NETWORK);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
}

/** Runs in the page before everything else. */
const OBSERVE = `
  window.figures = { lcpMs: 0, fcpMs: 0, tbtMs: 0, cls: 0, lastMs: 0 };
  const observe = (type, see) => new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) see(entry);
    figures.lastMs = performance.now();
  }).observe({ type, buffered: true });
  observe('largest-contentful-paint', (entry) => { figures.lcpMs = entry.startTime; });
  observe('paint', (entry) => {
    if (entry.name === 'first-contentful-paint') figures.fcpMs = entry.startTime;
  });
  observe('layout-shift', (entry) => { if (!entry.hadRecentInput) figures.cls += entry.value; });
  observe('longtask', (entry) => { figures.tbtMs += Math.max(0, entry.duration - 50); });
  observe('resource', () => undefined);
`;

async function untilQuiet(page: Page): Promise<Figures> {
  await until(page, `figures.fcpMs > 0 && performance.now() - figures.lastMs > ${QUIET_MS}`);
  return page.evaluate<Figures>('figures');
}

/** Opens the page as fast as can be, until the worker keeps all that it ever will. */
async function fillWorker(context: BrowserContext, address: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await page.reload();
  await until(page, `caches.match('/index.html').then((kept) => kept !== undefined)`);
  await page.close();
}

/** Asked from outside: the policy of the pages lets nothing inside evaluate text. */
async function until(page: Page, condition: string): Promise<void> {
  const lastAt = Date.now() + LOAD_WAIT_MS;
  while (!(await page.evaluate<boolean>(condition))) {
    if (Date.now() > lastAt) throw new Error(`${page.url()}: in vain for ${condition}`);
    await sleep(POLL_MS);
  }
}

function medianOf(all: readonly Figures[]): Figures {
  const median = (read: (figures: Figures) => number) =>
    all.map(read).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  return {
    lcpMs: median(({ lcpMs }) => lcpMs),
    fcpMs: median(({ fcpMs }) => fcpMs),
    tbtMs: median(({ tbtMs }) => tbtMs),
    cls: median(({ cls }) => cls),
  };
}

function print(rows: readonly Row[]): void {
  console.log('| page | from | first paint | LCP | TBT | CLS |\n|---|---|---|---|---|---|');
  for (const { page, from, fcpMs, lcpMs, tbtMs, cls } of rows) {
    const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
    const figures = [seconds(fcpMs), seconds(lcpMs), `${Math.round(tbtMs)} ms`, cls.toFixed(3)];
    console.log(`| \`${page}\` | ${from} | ${figures.join(' | ')} |`);
  }
}

const { values } = parseArgs({
  options: {
    bags: { type: 'string', default: '20000' },
    runs: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await run(Number(values.bags), Number(values.runs));
