import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { issueForThisMachine, tlsDirOf } from '#server/tls/authority.ts';
import { openTestApp } from '../harness.ts';
import { accessFaultsOf } from './access.ts';
import { complaintsOf, openBrowser, picture } from './browser.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-install-'));
afterAll(() => rm(dataDir, { recursive: true }));
const issued = await issueForThisMachine(tlsDirOf(dataDir), tlsDirOf(dataDir), []);

const secure = await openTestApp({ dataDir, tls: issued });
const plain = await openTestApp();
const listen = { port: 0, host: '127.0.0.1' };
// The framework does not know that the server it was given speaks https.
const SECURE = (await secure.app.listen(listen)).replace(/^http:/, 'https:');
const PLAIN = await plain.app.listen(listen);
const browser = await openBrowser();

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1440, height: 900 };

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  // Before the phone trusts the authority, its owner has to tell the browser to go on.
  const context = await browser.newContext({
    viewport: PHONE,
    ignoreHTTPSErrors: true,
    ...options,
  });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

describe('a phone that comes to the server for the first time', () => {
  test('is shown the way, with the certificate to download', async () => {
    const page = await open(`${SECURE}/install`);
    const complaints = complaintsOf(page);
    const link = page.getByRole('link', { name: 'Download the certificate' });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('traitortrack.crt');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('gets the authority that the server was given', async () => {
    const response = await secure.app.inject('/install/authority.crt');
    expect(response.headers['content-type']).toBe('application/x-x509-ca-cert');
    const { fingerprint256, ca } = new X509Certificate(response.rawPayload);
    expect([fingerprint256, ca]).toEqual([issued.fingerprint, true]);
  });

  test('is shown the steps of an iPhone when it is one', async () => {
    const page = await open(`${SECURE}/install`, { userAgent: 'Mozilla/5.0 (iPhone; CPU) Safari' });
    await page.getByText('Profile Downloaded', { exact: false }).first().waitFor();
    expect(await page.getByText('Add to Home screen', { exact: false }).first().isVisible()).toBe(
      false,
    );
    await page.getByText('Android', { exact: true }).click();
    await page.getByText('“CA certificate”', { exact: false }).waitFor();
    await page.context().close();
  });

  test('reads it in Hindi when its browser asks for that, and in English when chosen', async () => {
    const page = await open(`${SECURE}/install`, { locale: 'hi-IN' });
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('फ़ोन तैयार करें');
    expect(await page.locator('html').getAttribute('lang')).toBe('hi');
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Set up a phone');
    await page.context().close();
  });
});

describe('a server that speaks plain http', () => {
  test('says what that means, and offers no certificate', async () => {
    const page = await open(`${PLAIN}/install`);
    await page.getByRole('heading', { name: 'This server speaks plain http' }).waitFor();
    expect(await page.getByText('npm run tt -- tls').count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Download' }).count()).toBe(0);
    expect((await plain.app.inject('/install/authority.crt')).statusCode).toBe(404);
    await page.context().close();
  });
});

describe('the address in the code', () => {
  const addressOf = async (host: string, headers: Readonly<Record<string, string>> = {}) => {
    const { body } = await plain.app.inject({ url: '/install', headers: { host, ...headers } });
    return /<p class="soft address">([^<]*)</.exec(body)?.[1];
  };

  test.each([
    ['press.local:3000', {}, 'http://press.local:3000/install'],
    ['tt.example.com', { 'x-forwarded-proto': 'https' }, 'https://tt.example.com/install'],
  ])('is the one that the page was opened at: %s', async (host, headers, expected) => {
    expect(await addressOf(host, headers)).toBe(expected);
  });

  test('is never one that means the phone itself', async () => {
    expect(await addressOf('localhost:3000')).not.toContain('//0');
    const address = await addressOf('localhost:3000');
    expect(address).toMatch(/^http:\/\/(\d+\.\d+\.\d+\.\d+|localhost):3000\/install$/);
  });

  test('is one, whatever a program says', async () => {
    expect(await addressOf('<b>')).toMatch(/^http:\/\/[\d.a-z]+\/install$/);
  });
});

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('on a %s', (size, viewport) => {
  test.each(['light', 'dark'] as const)('the pages fit, %s', async (colorScheme) => {
    const pages = [
      ['install', `${SECURE}/install?lang=en`],
      ['install-hi', `${SECURE}/install?lang=hi`],
      ['install-plain', `${PLAIN}/install?lang=en`],
      ['login-hi', `${PLAIN}/login?lang=hi`],
    ] as const;
    for (const [name, address] of pages) {
      const page = await open(address, { viewport, colorScheme });
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width, `${name} scrolls sideways`).toBeLessThanOrEqual(viewport.width);
      expect(await accessFaultsOf(page), name).toEqual([]);
      await picture(page, `${name}-${size}-${colorScheme}`);
      await page.context().close();
    }
  });
});
