import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, expect, test, vi } from 'vitest';
import { ADMIN_PASSWORD, openTestApp } from '../harness.ts';
import { openBrowser } from './browser.ts';

const { app } = await openTestApp();
const address = await app.listen({ port: 0, host: '127.0.0.1' });
const browser = await openBrowser();

const contexts: BrowserContext[] = [];
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

/** A device on which somebody is signed in, and whose worker keeps the pages. */
async function openDevice(path: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(`${address}/login?next=${path}`);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(address + path);
  await page.evaluate(`navigator.serviceWorker.register('/service-worker.js')`);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  return { context, page };
}

/** Names of what the browser keeps of the app. */
function keptBy(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`caches.keys()
    .then((names) => Promise.all(names.map((name) => caches.open(name))))
    .then((all) => Promise.all(all.map((cache) => cache.keys())))
    .then((lists) => lists.flat().map(({ url }) => new URL(url).pathname))`);
}

test('the station opens without a network once it was open with one', async () => {
  const { context, page } = await openDevice('/station');
  await context.setOffline(true);
  await page.reload();
  await page.locator('#root > *').first().waitFor();
  for (const path of ['/station/bill', '/station']) {
    await page.goto(address + path);
    await page.locator('#root > *').first().waitFor();
  }
});

test('the rest of the app follows once a page is loaded, and opens without a network', async () => {
  const { context, page } = await openDevice('/station');
  await page.reload();
  await vi.waitFor(async () => expect(await keptBy(page)).toContain('/index.html'), 10_000);
  await context.setOffline(true);
  for (const path of ['/', '/bags', '/trace/0016586']) {
    await page.goto(address + path);
    await page.locator('#root > *').first().waitFor();
  }
});

test('what is not a page of the app still needs the network, and nothing said is kept', async () => {
  const { context, page } = await openDevice('/station');
  await page.reload();
  await page.evaluate(`fetch('/api/v2/session').then((response) => response.json())`);
  await vi.waitFor(async () => expect(await keptBy(page)).toContain('/index.html'), 10_000);
  for (const path of await keptBy(page)) {
    expect(path).toMatch(/^\/(asset\/|icon\/|index\.html$|station\.html$|manifest\.webmanifest$)/);
  }
  await context.setOffline(true);
  for (const path of ['/login', '/api/docs', '/performance/dashboard', '/health']) {
    await expect(page.goto(address + path)).rejects.toThrow('ERR_INTERNET_DISCONNECTED');
  }
});

test('a page that is still open finds the files of the build before', async () => {
  const { page } = await openDevice('/station');
  await page.reload();
  await page.evaluate(`caches.open('tt-build-before')
    .then((cache) => cache.put('/asset/before.js', new Response('before')))`);
  const text = await page.evaluate(`fetch('/asset/before.js').then((file) => file.text())`);
  expect(text).toBe('before');
  const unknown = await page.evaluate(`fetch('/asset/none.js').then(({ status }) => status)`);
  expect(unknown).toBe(404);
});
