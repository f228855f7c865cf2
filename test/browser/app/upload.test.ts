import { once } from 'node:events';
import { mkdtemp, open as openFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, expect, test, vi } from 'vitest';
import { USER_PASSWORD } from '../../harness.ts';
import { openImportingApp } from '../../imports.ts';
import { openSite, PHONE, settled } from './site.ts';

const site = await openSite(openImportingApp());
const { admin, open } = site;

const folder = await mkdtemp(join(tmpdir(), 'tt-upload-'));
afterAll(() => rm(folder, { recursive: true }));

type Page = Awaited<ReturnType<typeof open>>['page'];

/** A sheet of bags of some size, for which a slow network takes its time. */
async function sheet(name: string, rows: number): Promise<string> {
  const lines = Array.from({ length: rows }, (_, at) => `${name}-${1_000_000 + at},child,`);
  const path = join(folder, `${name}.csv`);
  await writeFile(path, ['qr_id,type,parent_qr_id', ...lines].join('\n'));
  return path;
}

async function pick(page: Page, path: string): Promise<void> {
  await settled(page);
  await page.getByLabel(/^Bags/).check();
  await page.locator('input[type=file]').setInputFiles(path);
}

const check = (page: Page) => page.getByRole('button', { name: 'Check first' });
const bar = (page: Page) => page.getByRole('progressbar', { name: 'Sending the file' });

/** The network of a hall with poor reception: so many bytes a second go out. */
async function slowDown(context: BrowserContext, page: Page, uploadThroughput: number) {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput,
  });
}

/** A way to the server on which a connection breaks once so much has gone out over it. */
async function breakingNetwork() {
  let bytesMax = Number.POSITIVE_INFINITY;
  const proxy = createServer((socket) => {
    const onward = connect(Number(new URL(site.address).port), '127.0.0.1');
    const end = () => {
      socket.destroy();
      onward.destroy();
    };
    let sent = 0;
    socket.on('data', (piece) => {
      sent += piece.length;
      if (sent > bytesMax) end();
      else onward.write(piece);
    });
    onward.pipe(socket);
    for (const one of [socket, onward]) one.on('error', end).on('close', end);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  afterAll(() => proxy.close());
  const told = proxy.address();
  const port = typeof told === 'object' ? told?.port : null;
  return {
    address: `http://127.0.0.1:${port}`,
    breakAfter: (bytes: number) => {
      bytesMax = bytes;
    },
  };
}

async function sentNames(): Promise<string[]> {
  const { items } = (await admin.get('/api/v2/imports')).json<{
    items: { file: { name: string } }[];
  }>();
  return items.map(({ file }) => file.name);
}

test('how much has been sent is told, up to the page of the import', async () => {
  const { page, context, complaints } = await open('/imports', { role: 'biller' });
  await pick(page, await sheet('SLOW', 20_000));
  await slowDown(context, page, 300_000);
  await check(page).click();
  const shares: number[] = [];
  await vi.waitFor(
    async () => {
      const value = await bar(page)
        .getAttribute('value', { timeout: 100 })
        .catch(() => null);
      if (value !== null) shares.push(Number(value));
      expect(new URL(page.url()).pathname).toMatch(/^\/imports\/.+/);
    },
    { timeout: 15_000, interval: 20 },
  );
  const told = shares.filter((share) => share > 0 && share < 1);
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  await page.getByText('This was a check: nothing has changed.').waitFor();
  expect(complaints).toEqual([]);
}, 40_000);

test('a session that has ended is asked for in place, and the same file goes on', async () => {
  const device = { viewport: PHONE };
  const { page, context } = await open('/imports', { role: 'biller', device });
  await pick(page, await sheet('ENDED', 60_000));
  await context.clearCookies();
  await check(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill(USER_PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'ENDED.csv' }).waitFor();
  expect((await sentNames()).filter((name) => name === 'ENDED.csv')).toHaveLength(1);
});

test('a network that breaks in the middle is told, and the file is still there', async () => {
  const network = await breakingNetwork();
  const { page } = await open('/imports');
  await page.goto(`${network.address}/imports`);
  await pick(page, await sheet('AWAY', 60_000));
  network.breakAfter(300_000);
  await check(page).click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await page.getByText('AWAY.csv').waitFor();
  expect(await bar(page).count()).toBe(0);
  expect(await sentNames()).not.toContain('AWAY.csv');
  network.breakAfter(Number.POSITIVE_INFINITY);
  await check(page).click();
  await page.getByRole('heading', { level: 1, name: 'AWAY.csv' }).waitFor();
  expect((await sentNames()).filter((name) => name === 'AWAY.csv')).toHaveLength(1);
});

test('a network that goes while a file is on its way is told at once', async () => {
  const { page, context } = await open('/imports');
  await pick(page, await sheet('GONE', 20_000));
  await slowDown(context, page, 100_000);
  await check(page).click();
  await vi.waitFor(async () => {
    expect(Number(await bar(page).getAttribute('value'))).toBeGreaterThan(0);
  });
  await context.setOffline(true);
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await page.getByText('GONE.csv').waitFor();
  await page.getByText('No network.').waitFor();
  expect(await check(page).isDisabled()).toBe(false);
});

test('a file that is too large is told before it is sent, and can be replaced', async () => {
  const { page } = await open('/imports');
  const path = join(folder, 'huge.csv');
  const file = await openFile(path, 'w');
  await file.truncate(257 * 1_024 * 1_024);
  await file.close();
  await pick(page, path);
  await page
    .getByRole('alert')
    .getByText(/^269.48 MB is too large/)
    .waitFor();
  expect(await check(page).isDisabled()).toBe(true);
  await pick(page, await sheet('SMALL', 1));
  expect(await check(page).isDisabled()).toBe(false);
});

test('what a proxy finds too large is told as such, and the file is still there', async () => {
  const { page } = await open('/imports');
  await pick(page, await sheet('PROXY', 1));
  // No server of ours: what many proxies answer to more than a megabyte.
  const refusal = { status: 413, contentType: 'text/html', body: '<h1>Too large</h1>' };
  await page.route('**/api/v2/imports?*', (route) => route.fulfill(refusal));
  await check(page).click();
  await page.getByRole('alert').getByText('This is too large to send.').waitFor();
  await page.unroute('**/api/v2/imports?*');
  await check(page).click();
  await page.getByRole('heading', { level: 1, name: 'PROXY.csv' }).waitFor();
});
