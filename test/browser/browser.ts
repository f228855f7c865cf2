import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchChromium } from '../../tool/chromium.ts';

/** A real Chromium, closed after the file's tests. */
export async function openBrowser(): Promise<Browser> {
  const browser = await launchChromium();
  afterAll(() => browser.close());
  return browser;
}

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
