import type { BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { afterEach, expect, vi } from 'vitest';
import type { Role } from '#domain/permission.ts';
import { type Headers, openTestApp, type TestApp } from '../../harness.ts';
import { type SentScan, scanner } from '../../scanner.ts';
import { complaintsOf, openBrowser } from '../browser.ts';

/** A phone at a bench, with a scanner that types. */
export interface Bench {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page has complained about so far. */
  readonly complaints: readonly string[];
}

export interface Hall extends TestApp {
  readonly address: string;
  /** Opens a station page as somebody who is signed in. */
  openBench(options?: BenchOptions): Promise<Bench>;
  /** Signs somebody in on a device, as its cookie. */
  give(context: BrowserContext, headers: Headers): Promise<void>;
  /** What was recorded of a bag, in order. */
  ledgerOf(code: string): Promise<string[]>;
  /** Scans made elsewhere. */
  elsewhere(scans: readonly SentScan[]): Promise<void>;
}

interface BenchOptions {
  readonly path?: string;
  readonly role?: Role;
  readonly area?: string;
  readonly device?: BrowserContextOptions;
  /** Whether the device keeps the page, to open it without a network; that takes its time. */
  readonly isKept?: boolean;
  /** Another page on the same device. */
  readonly context?: BrowserContext;
}

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1440, height: 900 };

/** Call it at the top of a test file. The devices of a test are taken away after it. */
export async function openHall(): Promise<Hall> {
  const testApp = await openTestApp();
  const { app, asAdmin, asUser, db } = testApp;
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const browser = await openBrowser();
  const contexts: BrowserContext[] = [];
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });
  const give = async (context: BrowserContext, { cookie = '' }: Headers) => {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: address }]);
  };
  const openBench = async (options: BenchOptions = {}): Promise<Bench> => {
    const { path = '/station', role = 'admin', area, device = { viewport: PHONE } } = options;
    const serviceWorkers = options.isKept ? 'allow' : 'block';
    const context = options.context ?? (await browser.newContext({ serviceWorkers, ...device }));
    if (options.context === undefined) {
      contexts.push(context);
      await give(context, await (role === 'admin' ? asAdmin() : asUser(role, area)));
    }
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(address + path);
    await ready(page);
    return { page, context, complaints };
  };
  return {
    ...testApp,
    address,
    openBench,
    give,
    elsewhere: async (scans) => {
      await scanner(app, await asAdmin()).send(scans);
    },
    ledgerOf: async (code) => {
      const rows = await db.runText<{ outcome: string }>(
        'select outcome from scan where code = $1 order by seq',
        [code],
      );
      return rows.map(({ outcome }) => outcome);
    },
  };
}

/** The page listens, and has been told by the server who works here. */
export async function ready(page: Page): Promise<void> {
  await page.locator('.bar').waitFor();
}

/**
 * Types as a scanner does: real keys, without a pause, and with Enter at the end. They are sent
 * together: on a busy machine a driver that waits for each key is slower than any scanner.
 */
export async function scan(page: Page, ...codes: readonly string[]): Promise<void> {
  await typeKeys(
    page,
    codes.flatMap((code) => [...code, 'Enter']),
  );
}

/** Presses keys one right after the other. */
export async function typeKeys(page: Page, keys: readonly string[]): Promise<void> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  const events = keys.flatMap((key) => {
    const text = key === 'Enter' ? '\r' : key;
    const code = key === 'Enter' ? { windowsVirtualKeyCode: 13 } : {};
    return [
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text, ...code }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, ...code }),
    ];
  });
  await Promise.all(events);
}

const sessions = new WeakMap<Page, CDPSession>();

export interface BarNumbers {
  readonly scanned: number;
  readonly stored: number;
  readonly waiting: number;
  readonly refused: number;
}

/** The bar's four numbers, read at one moment; they must add up, whenever it is. */
export async function barOf(page: Page): Promise<BarNumbers> {
  const numbers = await page.evaluate<BarNumbers>(
    `Object.fromEntries([...document.querySelectorAll('.bar .figure')].map((figure) =>
      [figure.dataset.name, Number(figure.querySelector('b').textContent)]))`,
  );
  const { scanned, stored, waiting, refused } = numbers;
  expect(stored + waiting + refused, JSON.stringify(numbers)).toBe(scanned);
  return numbers;
}

/** Waits until the bar says so. */
export async function untilBar(page: Page, expected: Partial<BarNumbers>, timeoutMs = 10_000) {
  await vi.waitFor(async () => expect(await barOf(page)).toMatchObject(expected), {
    timeout: timeoutMs,
    interval: 20,
  });
}

/** The enormous counter: `12/30`; null in the state PARENT. */
export async function countOf(page: Page): Promise<string | null> {
  return page.evaluate<string | null>(
    `document.querySelector('.count')?.textContent.replaceAll(' ', '') ?? null`,
  );
}

export async function untilCount(page: Page, expected: string | null): Promise<void> {
  await vi.waitFor(async () => expect(await countOf(page)).toBe(expected), {
    timeout: 10_000,
    interval: 20,
  });
}

/** The line about the last scan. */
export async function untilLast(page: Page, expected: RegExp): Promise<void> {
  const last = page.locator('.last');
  await vi.waitFor(async () => expect(await last.textContent()).toMatch(expected), {
    timeout: 10_000,
    interval: 20,
  });
}
