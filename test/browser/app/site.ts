import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, expect, vi } from 'vitest';
import type { Role } from '#domain/permission.ts';
import { type Client, client } from '../../client.ts';
import { openTestApp, type TestApp } from '../../harness.ts';
import { type SentScan, scanner } from '../../scanner.ts';
import { complaintsOf, openBrowser } from '../browser.ts';

export const PHONE = { width: 360, height: 740 };
/** A page that takes longer has failed: what was waited for is told. */
const WAIT_MS = 8_000;

export const DESKTOP = { width: 1440, height: 900 };

/** The app in a browser, on a server of its own. */
export interface Site extends TestApp {
  readonly address: string;
  readonly admin: Client;
  /** Opens a page of the app as somebody who is signed in. Closed after the test. */
  open(path: string, options?: OpenOptions): Promise<Opened>;
  /** Scans made at some bench. */
  scan(scans: readonly SentScan[]): Promise<void>;
}

interface OpenOptions {
  readonly role?: Role;
  readonly area?: string;
  readonly device?: BrowserContextOptions;
}

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
}

/**
 * Call it at the top of a test file.
 * @param opening the server, where it is to have more than answers requests.
 */
export async function openSite(opening: Promise<TestApp> = openTestApp()): Promise<Site> {
  const testApp = await opening;
  const { app, asAdmin, asUser } = testApp;
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const browser = await openBrowser();
  const contexts: BrowserContext[] = [];
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });
  const open = async (path: string, options: OpenOptions = {}): Promise<Opened> => {
    const { role = 'admin', area, device = { viewport: DESKTOP } } = options;
    // The worker that keeps pages for offline days is tested with the stations.
    const context = await browser.newContext({ serviceWorkers: 'block', ...device });
    contexts.push(context);
    context.setDefaultTimeout(WAIT_MS);
    const { cookie = '' } = await (role === 'admin' ? asAdmin() : asUser(role, area));
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: address }]);
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${address}${path}`);
    return { page, context, complaints };
  };
  const headers = await asAdmin();
  return {
    ...testApp,
    address,
    admin: client(app, headers),
    open,
    scan: async (scans) => {
      await scanner(app, headers).send(scans);
    },
  };
}

/** Packs so many packets into a parent, from this number on. */
export function packing(parent: string, first: number, count: number): SentScan[] {
  return Array.from({ length: count }, (_, at) => {
    const code = String(first + at).padStart(7, '0');
    return {
      action: 'pack',
      code: `LABEL NO.:${code} LOT NO.:STAR44GG24611, D.O.T.:30/09/2026`,
      parent,
      station: 'Bench 1',
    };
  });
}

/** A day's work: a completed bill, one under way, a new one, part-full bags and refusals. */
export async function workADay({ admin, scan }: Site): Promise<void> {
  for (const [code, dealer, destination] of BILLS) {
    const vehicle = 'RJ14 GB 4521';
    await admin.post('/api/v2/bills', { code, target: 3, dealer, destination, vehicle });
  }
  await scan([
    ...packing('SB10001', 1_001, 30),
    ...packing('SB10002', 2_001, 30),
    ...packing('SB10003', 3_001, 12),
    ...packing('M444-20001', 4_001, 15),
    { action: 'pack', code: '0001001', parent: 'SB10003', station: 'Bench 2' },
    { action: 'pack', code: 'torn label', parent: 'SB10003', station: 'Bench 2' },
    { action: 'seal', code: 'SB10003', reason: 'end of the lot', station: 'Bench 2' },
    ...packing('SB10004', 5_001, 7),
    { action: 'register', code: '0009001' },
    { action: 'bill', code: 'SB10001', bill: 'JPR/2026/0041', station: 'Gate' },
    { action: 'bill', code: 'SB10002', bill: 'JPR/2026/0042', station: 'Gate' },
    { action: 'bill', code: 'M444-20001', bill: 'JPR/2026/0042', station: 'Gate' },
  ]);
  const completed = `/api/v2/bills/${encodeURIComponent('JPR/2026/0041')}/complete`;
  await admin.post(completed, { reason: 'the dealer wanted one only' });
}

const BILLS = [
  ['JPR/2026/0041', 'Kisan Seva Kendra', 'Sikar'],
  ['JPR/2026/0042', 'Maa Durga Beej Bhandar', 'Patna'],
  ['JPR/2026/0043', 'Patel Agro Centre', 'Ujjain'],
] as const;

/** A page is there: its heading, and nothing of it still on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await until(page, 'document.querySelector("[aria-busy=true]") === null');
}

/** Waits until an expression is true in the page. Its policy lets no page do so by itself. */
export async function until(page: Page, expression: string): Promise<void> {
  await vi.waitFor(
    async () => expect(await page.evaluate<boolean>(expression), expression).toBe(true),
    { timeout: 10_000, interval: 20 },
  );
}
