import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';

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

/** A real Chromium: the machine's own where there is one, else the one inside the npm package. */
export async function launchChromium(): Promise<Browser> {
  return driver.launch({ executablePath: await unpackChromium(), args: ARGUMENTS });
}

/**
 * Where Chromium is; unpacked from the npm package at the first time. Once before several processes
 * launch it: the package takes a file that another process still writes for a whole one.
 */
export async function unpackChromium(): Promise<string> {
  return existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : chromium.executablePath();
}
