import { expect, test } from 'vitest';
import { ERRORS } from '#contract/error.ts';
import type { ApiDocument } from '#contract/openapi.ts';
import { ADMIN_PASSWORD, openTestApp } from '#test/harness.ts';
import { html } from './html.ts';

const { app, asAdmin } = await openTestApp();

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const HTML = 'text/html; charset=utf-8';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function postLogin(username: string, password: string, remoteAddress = '10.1.0.1') {
  const payload = new URLSearchParams({ username, password }).toString();
  return app.inject({ method: 'POST', url: '/login', headers: FORM, payload, remoteAddress });
}

async function readApi(): Promise<ApiDocument> {
  return (await app.inject({ url: '/api/openapi.json' })).json();
}

test('a program that asks for the root is told that all is well', async () => {
  const response = await app.inject({ url: '/', headers: { accept: '*/*' } });
  expect([response.statusCode, response.json()]).toEqual([200, { status: 'ok' }]);
  expect(response.headers['content-type']).toMatch(/^application\/json/);
});

test.each([
  ['TEXT/HTML', 302],
  ['text/*;q=0.3', 302],
  ['application/json, text/html; q=0.1', 302],
  ['text/html;level=1;q=1.0', 302],
  ['text/html;q=0, */*', 200],
  ['text/html;q=0.0,text/*', 200],
  ['application/xml,x-text/html', 200],
  ['', 200],
])('Accept: %s is answered with %i', async (accept, status) => {
  const response = await app.inject({ url: '/', headers: { accept } });
  expect(response.statusCode).toBe(status);
});

test('the way to another page has no body', async () => {
  const answers = [
    await app.inject({ url: '/', headers: BROWSER }),
    await app.inject({ url: '/bags', headers: BROWSER }),
    await app.inject({ url: '/performance/dashboard', headers: BROWSER }),
    await app.inject({ method: 'POST', url: '/logout' }),
    await postLogin('admin', ADMIN_PASSWORD),
  ];
  for (const { statusCode, body, headers } of answers) {
    expect([statusCode, body]).toEqual([302, '']);
    expect(headers['content-type']).toBeUndefined();
  }
});

test.each([
  ['nothing', ''],
  ['no password', 'username=ravi'],
  ['no name', 'password=x'],
  ['two names', 'username=ravi&username=sita&password=x'],
  ['a name without end', `username=${'x'.repeat(300)}&password=x`],
])('a form with %s shows the form again', async (_what, payload) => {
  const response = await app.inject({ method: 'POST', url: '/login', headers: FORM, payload });
  expect([response.statusCode, response.headers['content-type']]).toEqual([401, HTML]);
  expect(response.body).toContain('role="alert"');
  expect((await app.inject({ method: 'POST', url: '/login' })).statusCode).toBe(401);
});

test('a browser that asks for the root is sent to sign in', async () => {
  const response = await app.inject({ url: '/', headers: BROWSER });
  expect([response.statusCode, response.headers.location]).toEqual([302, '/login']);
});

test('the form signs in, opens the app, and signs out', async () => {
  const response = await postLogin('admin', ADMIN_PASSWORD);
  expect([response.statusCode, response.headers.location]).toEqual([302, '/']);
  const cookie = String(response.headers['set-cookie']).split(';')[0] ?? '';
  const home = await app.inject({ url: '/', headers: { ...BROWSER, cookie } });
  expect([home.statusCode, home.headers['content-type']]).toEqual([200, HTML]);
  expect(home.body).toContain('<div id="root">');
  const out = await app.inject({ method: 'POST', url: '/logout', headers: { ...FORM, cookie } });
  expect([out.statusCode, out.headers.location]).toEqual([302, '/login']);
  expect(out.headers['set-cookie']).toMatch(/^tt_session=; /);
  const after = await app.inject({ url: '/', headers: { ...BROWSER, cookie } });
  expect(after.statusCode).toBe(302);
});

test('a wrong password shows the form again, with the name and the reason', async () => {
  const response = await postLogin('<b>"ravi"', 'not-the-password', '10.1.0.2');
  expect(response.statusCode).toBe(401);
  expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(response.headers['set-cookie']).toBeUndefined();
  expect(response.body).toContain('role="alert"');
  expect(response.body).toContain('value="&lt;b&gt;&quot;ravi&quot;"');
});

test('a locked account is told so on the page', async () => {
  for (let times = 0; times < 5; times++) await postLogin('admin', 'wrong-wrong', '10.1.0.3');
  const response = await postLogin('admin', ADMIN_PASSWORD, '10.1.0.3');
  expect(response.statusCode).toBe(423);
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(800);
  expect(response.body).toContain('try again in 15 min');
});

test('the form of another site signs nobody in', async () => {
  const headers = { ...FORM, 'sec-fetch-site': 'cross-site' };
  const payload = new URLSearchParams({ username: 'admin', password: ADMIN_PASSWORD }).toString();
  const response = await app.inject({ method: 'POST', url: '/login', headers, payload });
  expect([response.statusCode, response.json().code]).toEqual([403, 'cross_origin']);
});

test('every page has a strict policy and keeps to it', async () => {
  for (const url of ['/login', '/api/docs', '/performance/dashboard']) {
    const headers = { ...BROWSER, ...(await asAdmin()) };
    const response = await app.inject({ url, headers });
    const policy = String(response.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
    // An example of an address is words; anything else would be fetched from elsewhere.
    const page = response.body.replaceAll(/<code>[^<]*<\/code>/g, '');
    expect(page).not.toMatch(/<script>|<style|\sstyle=|\son\w+=|https?:\/\//);
  }
});

test('the style is kept by browsers, under an address that changes with it', async () => {
  const { body } = await app.inject({ url: '/login' });
  const [, path = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(body) ?? [];
  const response = await app.inject({ url: path });
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
});

test('the OpenAPI document has every endpoint once, with its parts', async () => {
  const api = await readApi();
  expect(api.openapi).toBe('3.1.0');
  const operations = Object.values(api.paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const patch = api.paths['/api/v2/areas/{id}']?.patch;
  expect(patch).toMatchObject({
    tags: ['Areas'],
    'x-roles': ['admin'],
    security: [{ session: [] }, { key: [] }],
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } },
    ],
    requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
  });
  expect(Object.keys(patch?.responses ?? {})).toEqual(['200', '412', '428', 'default']);
});

test('a change needs If-Match where the document says so, and nowhere else', async () => {
  const headers = await asAdmin();
  const told: Record<string, boolean> = {};
  const asked: Record<string, boolean> = {};
  for (const [path, { patch }] of Object.entries((await readApi()).paths)) {
    if (patch === undefined) continue;
    told[path] = patch.parameters.some(({ name }) => name === 'If-Match');
    const url = path.replace('{id}', '1').replace('{code}', 'B-1').replace('{key}', 'cpu');
    const payload = { name: 'x' };
    const response = await app.inject({ method: 'PATCH', url, headers, payload });
    asked[path] = response.statusCode === 428;
  }
  expect(asked).toEqual(told);
  expect(Object.values(told).filter(Boolean)).toHaveLength(6);
});

test('the OpenAPI document says what is public and what has no body', async () => {
  const api = await readApi();
  expect(api.paths['/api/v2/session']?.post?.security).toEqual([]);
  expect(api.paths['/api/v2/session']?.delete?.responses['204']).not.toHaveProperty('content');
  expect(api.components.schemas).toHaveProperty('Problem');
});

test('the page of the API has every endpoint and every error, to be linked to', async () => {
  const { body } = await app.inject({ url: '/api/docs' });
  const api = await readApi();
  for (const methods of Object.values(api.paths)) {
    for (const { operationId } of Object.values(methods)) {
      expect(body).toContain(`id="${operationId}"`);
      expect(body).toContain(`href="#${operationId}"`);
    }
  }
  for (const code of Object.keys(ERRORS)) expect(body).toContain(`id="error-${code}"`);
});

test('values in a page are escaped, markup is not, and nothing is left out', () => {
  const inner = html`<b>${'<&>'}</b>`;
  const page = html`${inner}${null}${['"', "'"]}${7}\n`;
  expect(page.html).toBe('<b>&lt;&amp;&gt;</b>&quot;&#39;7\n');
});
