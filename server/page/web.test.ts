import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { ADMIN_PASSWORD, openTestApp } from '#test/harness.ts';

const { app, asAdmin } = await openTestApp();
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const signedIn = { ...BROWSER, ...(await asAdmin()) };

const get = (url: string, headers: Readonly<Record<string, string>> = signedIn) =>
  app.inject({ url, headers });

const APP_PAGES = [
  '/',
  '/bags',
  '/bags/SB00001',
  '/bills/B%2F1',
  '/scans',
  '/trace',
  '/trace/1',
  '/imports',
  '/imports/1',
  '/reports/day',
];
const ADMIN_PAGES = ['/admin', '/admin/users', '/account'];
const STATION_PAGES = ['/station', '/station/bill'];

/** The addresses of scripts and styles in a page. */
function assetsOf(page: string): string[] {
  return [...page.matchAll(/(?:src|href)="(\/asset\/[^"]+)"/g)].map(([, path = '']) => path);
}

test('the web app can be built from what is here', () => {
  expect(inject('webFault')).toBeNull();
});

describe('the pages of the app', () => {
  test.each([...APP_PAGES, ...ADMIN_PAGES])('%s opens the app', async (url) => {
    const response = await get(url);
    expect([response.statusCode, response.headers['content-type']]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(response.body).toBe((await get('/index.html')).body);
  });

  test.each(STATION_PAGES)('%s opens the station, which is another page', async (url) => {
    const { statusCode, body } = await get(url);
    expect(statusCode).toBe(200);
    expect(body).toBe((await get('/station.html')).body);
    expect(body).not.toBe((await get('/')).body);
  });

  test.each([...APP_PAGES.slice(1), ...ADMIN_PAGES, ...STATION_PAGES])(
    '%s sends who is not signed in to sign in, and back',
    async (url) => {
      const { statusCode, headers } = await get(`${url}?q=1&kind=child`, BROWSER);
      const next = encodeURIComponent(`${url}?q=1&kind=child`);
      expect([statusCode, headers.location]).toEqual([302, `/login?next=${next}`]);
      const program = await get(url, { accept: 'application/json' });
      expect([program.statusCode, program.json().code]).toEqual([401, 'not_signed_in']);
    },
  );

  test('the dashboard does so as well; data does not', async () => {
    const page = await get('/performance/dashboard', BROWSER);
    expect(page.headers.location).toBe('/login?next=%2Fperformance%2Fdashboard');
    const program = await get('/performance/dashboard', { accept: '*/*' });
    expect([program.statusCode, program.json().code]).toEqual([401, 'not_signed_in']);
    expect((await get('/api/v2/stats', BROWSER)).statusCode).toBe(401);
  });

  test('are asked for again each time, and answered shortly when nothing is new', async () => {
    const first = await get('/station');
    expect(first.headers['cache-control']).toBe('no-cache');
    const headers = { ...signedIn, 'if-none-match': String(first.headers.etag) };
    const again = await get('/station', headers);
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await get('/', headers)).statusCode).toBe(200);
  });

  test('tell the browser at once which files they need besides', async () => {
    const links = await Promise.all(
      ['/', '/bags?kind=child', '/bags/SB00001', '/bills', '/trace'].map(async (url) =>
        String((await get(url)).headers.link),
      ),
    );
    expect(new Set(links).size).toBe(links.length);
    for (const link of links) {
      const paths = [...link.matchAll(/<(\/asset\/[^>]+)>/g)].map(([, path = '']) => path);
      expect(paths.length).toBeGreaterThan(0);
      for (const path of paths) expect((await get(path)).statusCode, path).toBe(200);
    }
    expect((await get('/station')).headers.link).toBeUndefined();
  });

  test('run no script but our own files', async () => {
    for (const url of ['/', '/station', '/station.html']) {
      const { body, headers } = await get(url);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
      });
      expect(body).not.toMatch(/<script>|\son\w+=|https?:\/\//);
    }
  });
});

describe('the files of the app', () => {
  test('are kept for ever by browsers, and are open to everybody', async () => {
    const assets = assetsOf((await get('/')).body);
    expect(assets.length).toBeGreaterThan(1);
    for (const path of assets) {
      const { statusCode, headers } = await get(path, {});
      expect(statusCode).toBe(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-type']).toMatch(/^text\/(javascript|css); charset=utf-8$/);
    }
  });

  test.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip, br;q=0', 'gzip'],
    ['identity', undefined],
  ])('are sent as small as "%s" allows', async (accepted, encoding) => {
    const path = assetsOf((await get('/')).body).find((name) => name.endsWith('.css')) ?? '';
    const plain = await get(path, {});
    const { headers, rawPayload } = await get(path, { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toBe('accept-encoding');
    const unpack = encoding === 'br' ? brotliDecompressSync : gunzipSync;
    expect(encoding === undefined ? rawPayload : unpack(rawPayload)).toEqual(plain.rawPayload);
    if (encoding !== undefined) expect(rawPayload.length).toBeLessThan(plain.rawPayload.length);
  });

  test.each(['/asset/none.js', '/asset/../package.json', '/asset/index.html', '/asset/'])(
    '%s is none of them',
    async (url) => {
      expect((await get(url)).statusCode).toBe(404);
    },
  );
});

describe('after signing in', () => {
  const postLogin = (next: string, password = ADMIN_PASSWORD) =>
    app.inject({
      method: 'POST',
      url: '/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ username: 'admin', password, next }).toString(),
    });

  test('the page that was asked for opens', async () => {
    const next = '/bags?kind=parent&q=SB%201';
    const form = await get(`/login?next=${encodeURIComponent(next)}`, BROWSER);
    expect(form.body).toContain('name="next" value="/bags?kind=parent&amp;q=SB%201"');
    expect((await postLogin(next)).headers.location).toBe(next);
    const refused = await postLogin(next, 'not-the-password');
    expect(refused.body).toContain('name="next" value="/bags?kind=parent&amp;q=SB%201"');
  });

  test.each([
    ['another site', 'https://example.com/'],
    ['another site without its protocol', '//example.com'],
    ['what browsers read as two slashes', '/\\example.com'],
    ['what browsers drop', '/\t/example.com'],
    ['a script', 'javascript:alert(1)'],
    ['a path without end', `/${'a'.repeat(3_000)}`],
    ['nothing', ''],
  ])('nobody is led to %s', async (_what, next) => {
    expect((await postLogin(next)).headers.location).toBe('/');
    const form = await get(`/login?next=${encodeURIComponent(next)}`, BROWSER);
    expect(form.body).toContain('name="next" value="/"');
  });
});

describe('a server whose app is not built', async () => {
  const webDir = await mkdtemp(join(tmpdir(), 'traitortrack-web-'));
  afterAll(() => rm(webDir, { recursive: true }));
  const bare = await openTestApp({ webDir });

  test('runs, and says so on its pages', async () => {
    const headers = { ...BROWSER, ...(await bare.asAdmin()) };
    for (const url of ['/', '/bags', '/station']) {
      const response = await bare.app.inject({ url, headers });
      expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '60']);
      expect(response.body).toContain('npm run build');
    }
    expect((await bare.app.inject('/health')).statusCode).toBe(200);
  });
});
