import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { ADMIN_PASSWORD, openTestApp } from '../harness.ts';
import { openBrowser } from './browser.ts';

const { app } = await openTestApp();
const address = await app.listen({ port: 0, host: '127.0.0.1' });
const browser = await openBrowser();

const BUILT = fileURLToPath(new URL('../../dist/', import.meta.url));
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

const contexts: BrowserContext[] = [];
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

/** A device on which somebody is signed in, and whose worker keeps the pages. */
async function openDevice(
  path: string,
  at = address,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(`${at}/login?next=${path}`);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(at + path);
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

test('what is no page of the app needs the network, and nothing said is kept', async () => {
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

test('a new version is there at the next load, and leaves the open page alone', async () => {
  const webDir = await copyOfBuild();
  const site = await openTestApp({ webDir });
  const old = await site.app.listen({ port: 0, host: '127.0.0.1' });
  const { page } = await openDevice('/station', old);
  await page.evaluate('window.isStillHere = true');
  await makeVersion(webDir, 'version-two');
  const next = await site.openSecondApp();
  await site.app.close();
  await next.app.listen({ port: Number(new URL(old).port), host: '127.0.0.1' });
  await page.evaluate('navigator.serviceWorker.ready.then((it) => it.update()).then(() => true)');
  const kept = () => page.evaluate<string[]>('caches.keys()');
  await vi.waitFor(async () => expect(await kept()).toContain('tt-build-version-two'), 10_000);
  await vi.waitFor(async () => expect(await stateOfWorker(page)).toBe('activated'), 10_000);
  expect(await page.evaluate('window.isStillHere')).toBe(true);
  expect(await page.locator('meta[name=version]').count()).toBe(0);
  await page.reload();
  expect(await page.locator('meta[name=version]').getAttribute('content')).toBe('version-two');
});

async function copyOfBuild(): Promise<string> {
  const webDir = await mkdtemp(join(tmpdir(), 'traitortrack-versions-'));
  folders.push(webDir);
  await cp(BUILT, webDir, { recursive: true });
  return webDir;
}

/** As if the page had changed: another name of the build, and another page. */
async function makeVersion(webDir: string, name: string): Promise<void> {
  const folder = join(webDir, (await readFile(join(webDir, 'current'), 'utf8')).trim());
  const rewrite = async (file: string, change: (text: string) => string) => {
    const path = join(folder, file);
    await writeFile(path, change(await readFile(path, 'utf8')));
    for (const smaller of ['br', 'gz']) await rm(`${path}.${smaller}`);
  };
  await rewrite('service-worker.js', (text) => text.replace(/"name":"\w+"/, `"name":"${name}"`));
  await rewrite('station.html', (text) =>
    text.replace('</head>', `<meta name="version" content="${name}"></head>`),
  );
}

/** Of the worker that answers from now on, once no other one waits. */
function stateOfWorker(page: Page): Promise<string> {
  return page.evaluate<string>(`navigator.serviceWorker.ready.then((it) =>
    it.installing || it.waiting ? 'changing' : it.active.state)`);
}
