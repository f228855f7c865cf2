import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openTestApp } from './harness.ts';

// What a phone of five years ago has to fetch and run before it can scan.

const SCRIPT_BYTES_MAX = 150_000;
const STYLE_BYTES_MAX = 30_000;

const { app, asAdmin } = await openTestApp();

/** What the page loads at once: its entry, all that it imports without being asked, its styles. */
async function filesOf(page: string): Promise<string[]> {
  const { body, statusCode } = await app.inject(page);
  expect(statusCode).toBe(200);
  const files = [...body.matchAll(/(?:src|href)="(\/asset\/[^"]+)"/g)].map(([, path = '']) => path);
  const found = new Set(files);
  for (const path of found) {
    if (!path.endsWith('.js')) continue;
    const { body: script } = await app.inject(path);
    for (const [, name] of script.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) {
      found.add(`/asset/${name}`);
    }
  }
  return [...found];
}

async function sizeOf(paths: readonly string[]): Promise<number> {
  const responses = await Promise.all(paths.map((path) => app.inject(path)));
  for (const { statusCode } of responses) expect(statusCode).toBe(200);
  return responses.reduce((sum, { rawPayload }) => sum + gzipSync(rawPayload).length, 0);
}

// The app is opened on the same phones, now and then: on a slow network it is there in two seconds.
const APP_SCRIPT_BYTES_MAX = 180_000;
const APP_STYLE_BYTES_MAX = 20_000;

test.each(['/', '/bags'])('the app at %s begins small enough for an old phone', async (path) => {
  const headers = { ...(await asAdmin()), accept: 'text/html' };
  const { body, headers: told } = await app.inject({ url: path, headers });
  const named = [body, String(told.link)].flatMap((text) => [
    ...text.matchAll(/(\/asset\/[^">]+\.(?:js|css))/g),
  ]);
  const files = [...new Set(named.map(([file]) => file))];
  const scripts = files.filter((file) => file.endsWith('.js'));
  expect(scripts.length, 'each file is a trip to the server').toBeLessThanOrEqual(11);
  expect(await sizeOf(scripts)).toBeLessThan(APP_SCRIPT_BYTES_MAX);
  const styles = await sizeOf(files.filter((file) => file.endsWith('.css')));
  expect(styles).toBeGreaterThan(5_000);
  expect(styles).toBeLessThan(APP_STYLE_BYTES_MAX);
});

test('the station is small enough for an old phone', async () => {
  const files = await filesOf('/station.html');
  const scripts = await sizeOf(files.filter((path) => path.endsWith('.js')));
  const styles = await sizeOf(files.filter((path) => path.endsWith('.css')));
  expect(scripts).toBeGreaterThan(30_000);
  expect(scripts, `${files.join(', ')}`).toBeLessThan(SCRIPT_BYTES_MAX);
  expect(styles).toBeGreaterThan(100);
  expect(styles).toBeLessThan(STYLE_BYTES_MAX);
});
