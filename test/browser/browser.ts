import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { afterAll } from 'vitest';

/** A real Chromium: the machine's own where there is one, else the one inside the npm package. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = existsSync(SYSTEM_CHROMIUM)
    ? SYSTEM_CHROMIUM
    : await chromium.executablePath();
  const browser = await driver.launch({ executablePath, args: ARGUMENTS });
  afterAll(() => browser.close());
  return browser;
}

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
/** Nothing outside is asked for: no updates, no sync, no look-ups of its maker's hosts. */
const ARGUMENTS = [
  // As root Chromium starts only without its sandbox; the pages it opens are our own.
  '--no-sandbox',
  '--headless=shell',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const OUTPUT = 'test-output/pages';

/** Chromium cannot always draw a longer picture. */
const PICTURE_HEIGHT_MAX = 4_000;

/** Keeps a picture of the page to look at: all of it, or the beginning of a very long one. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(OUTPUT, { recursive: true });
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  const fullPage = height <= PICTURE_HEIGHT_MAX;
  await page.screenshot({ path: `${OUTPUT}/${name}.png`, fullPage });
}

/** What a page complains about: errors of scripts, and whatever its policy blocked. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}
