import { expect, test, vi } from 'vitest';
import { ADMIN_PASSWORD, openTestApp } from '#test/harness.ts';

const { app, asAdmin, connections, db, signIn } = await openTestApp();
const { app: secure } = await openTestApp({
  tls: { certFile: 'test/data/tls/cert.pem', keyFile: 'test/data/tls/key.pem' },
});
const headers = await asAdmin();

const SESSION = '/api/v2/session';
const AREAS = '/api/v2/areas';
const PRODUCT = {
  name: 'Gram',
  pattern: 'GR#####',
  capacity: 20,
  unitWeightKg: 1,
  expectedWeightKg: 20,
};
const LABELS = { kind: 'child', from: '0000001', format: 'a4-24' };
const CREDENTIALS = { username: 'admin', password: ADMIN_PASSWORD };

function post(url: string, payload: unknown, more: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers, ...more },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
}

test('every error is problem details with the trace that is in the headers, too', async () => {
  const response = await app.inject({ url: '/api/v2/nothing?x=1' });
  expect(response.statusCode).toBe(404);
  expect(response.headers['content-type']).toBe('application/problem+json');
  expect(response.json()).toEqual({
    type: '/api/docs#error-not_found',
    title: 'Not found',
    status: 404,
    detail: expect.any(String),
    code: 'not_found',
    traceId: response.headers['x-request-id'],
  });
});

test('every answer says nosniff, says not what serves it, and is not stored', async () => {
  for (const url of ['/', SESSION, '/nothing', '/%zz', '/login']) {
    const response = await app.inject({ url });
    expect(response.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(response.headers).not.toHaveProperty('x-powered-by');
  }
});

test('who is not signed in is told how to', async () => {
  const response = await app.inject({ url: AREAS });
  expect([response.statusCode, response.json().code]).toEqual([401, 'not_signed_in']);
  expect(response.headers['www-authenticate']).toBe('Bearer');
});

test.each([
  ['PUT', `${AREAS}/1`, 'GET, HEAD, PATCH'],
  ['DELETE', AREAS, 'GET, HEAD, POST'],
  ['GET', '/api/v2/users/me/password', 'POST'],
  ['OPTIONS', SESSION, 'DELETE, GET, HEAD, POST'],
  ['POST', '/', 'GET, HEAD'],
] as const)('%s %s is answered with the methods that are allowed', async (method, url, allow) => {
  const response = await app.inject({ method, url });
  expect([response.statusCode, response.json().code]).toEqual([405, 'method_not_allowed']);
  expect(response.headers.allow).toBe(allow);
});

test.each([
  ['is no JSON', '{"name":', 400, 'malformed_request'],
  ['is empty', '', 400, 'malformed_request'],
  ['is no object', '[]', 400, 'malformed_request'],
  ['changes the prototype', '{"__proto__":{"name":"x"}}', 400, 'malformed_request'],
  ['is over 1 MiB', `{"name":"${'x'.repeat(1024 * 1024)}"}`, 413, 'too_large'],
])('a body that %s is refused', async (_what, payload, status, code) => {
  const response = await post(AREAS, payload);
  expect([response.statusCode, response.json().code]).toEqual([status, code]);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'an endpoint for JSON takes no %s',
  async (type) => {
    const response = await post(AREAS, 'name=x', { 'content-type': type });
    expect([response.statusCode, response.json().code]).toEqual([415, 'unsupported_media_type']);
  },
);

test('a request without a body may say that it is JSON', async () => {
  const json = { ...headers, 'content-type': 'application/json' };
  const response = await app.inject({ method: 'DELETE', url: '/api/v2/users/999', headers: json });
  expect(response.statusCode).toBe(404);
});

test('a query is converted, and what cannot be converted is named', async () => {
  const response = await app.inject({ url: `${AREAS}/one`, headers });
  expect(response.statusCode).toBe(400);
  expect(response.json().errors).toEqual([{ pointer: '/id', detail: 'must be integer' }]);
});

test('a body is not converted: a number sent as text is an error', async () => {
  const response = await post('/api/v2/products', { capacity: '30', unitWeightKg: null });
  expect(response.statusCode).toBe(400);
  expect(response.json().errors).toEqual(
    expect.arrayContaining([
      { pointer: '/capacity', detail: 'must be integer' },
      { pointer: '/unitWeightKg', detail: 'must be number' },
      { pointer: '/name', detail: 'is required' },
    ]),
  );
});

test('what is wrong in a query is pointed at as in a body', async () => {
  const response = await app.inject({ url: '/api/v2/bags?limit=0&from=soon', headers });
  expect(response.statusCode).toBe(400);
  expect(response.json().errors).toEqual([
    { pointer: '/from', detail: expect.any(String) },
    { pointer: '/limit', detail: 'must be >= 1' },
  ]);
});

test.each([
  ['/api/v2/bills', { code: 'B-1', target: 1.5 }, '/target', 422],
  ['/api/v2/bills', { code: 'B-1', target: 1e30 }, '/target', 422],
  ['/api/v2/bills', '{"code":"B-1","target":1e999}', '/target', 422],
  ['/api/v2/bills', { code: 'B-1', target: '5' }, '/target', 400],
  ['/api/v2/bills', { code: 'B-1', target: null }, '/target', 400],
  ['/api/v2/products', { ...PRODUCT, capacity: 1.5 }, '/capacity', 422],
  ['/api/v2/products', { ...PRODUCT, capacity: 0 }, '/capacity', 422],
  ['/api/v2/products', { ...PRODUCT, unitWeightKg: 0 }, '/unitWeightKg', 422],
  ['/api/v2/products', { ...PRODUCT, unitWeightKg: true }, '/unitWeightKg', 400],
  ['/api/v2/labels', { ...LABELS, count: 2.5 }, '/count', 422],
])('to %s a number that is impossible in %j is no other shape', async (url, body, at, status) => {
  const response = await post(url, body);
  expect([response.statusCode, response.json().errors[0].pointer]).toEqual([status, at]);
});

test('a value that may be null is refused for its type, or for its value', async () => {
  const user = { username: 'x', password: 'mustard-and-moong', role: 'biller' };
  const wrongType = await post('/api/v2/users', { ...user, email: 7 });
  const wrongValue = await post('/api/v2/users', { ...user, email: 'x' });
  expect([wrongType.statusCode, wrongType.json().errors[0].pointer]).toEqual([400, '/email']);
  expect([wrongValue.statusCode, wrongValue.json().errors[0].pointer]).toEqual([422, '/email']);
});

test('of a long list only the first fault is told', async () => {
  const scans = Array.from({ length: 400 }, () => ({ id: 'no-uuid' }));
  const response = await post('/api/v2/scans', { scans });
  expect(response.statusCode).toBe(400);
  expect(response.json().errors).toHaveLength(1);
  expect(response.json().errors[0].pointer).toBe('/scans/0/id');
});

test.each([
  ['another site', 403, { 'sec-fetch-site': 'cross-site' }],
  ['a neighbouring host', 403, { 'sec-fetch-site': 'same-site' }],
  ['our own page', 204, { 'sec-fetch-site': 'same-origin' }],
  ['the address bar', 204, { 'sec-fetch-site': 'none' }],
  ['another origin, on plain http', 403, { origin: 'http://evil.example' }],
  ['another port', 403, { origin: 'http://tt.example:3000', host: 'tt.example:4000' }],
  ['a sandboxed frame', 403, { origin: 'null' }],
  ['our own origin, on plain http', 204, { origin: 'http://TT.example', host: 'tt.example' }],
  ['a program', 204, {}],
])('a sign-out from %s is answered %s', async (_from, status, more) => {
  const { cookie } = await signIn('admin', ADMIN_PASSWORD);
  const response = await app.inject({
    method: 'DELETE',
    url: SESSION,
    headers: { cookie, ...more },
  });
  expect(response.statusCode).toBe(status);
  if (status === 403) expect(response.json().code).toBe('cross_origin');
});

test('reading is not stopped as cross-origin, nor is writing with a key', async () => {
  const foreign = { 'sec-fetch-site': 'cross-site' };
  const read = await app.inject({ url: AREAS, headers: { ...headers, ...foreign } });
  expect(read.statusCode).toBe(200);
  const written = await post(AREAS, { name: 'x' }, { ...foreign, authorization: 'Bearer tt_x' });
  expect([written.statusCode, written.json().code]).toEqual([401, 'not_signed_in']);
});

test('with certificates, cookies are for https only and browsers stay with it', async () => {
  const response = await secure.inject({ method: 'POST', url: SESSION, payload: CREDENTIALS });
  expect(response.headers['set-cookie']).toMatch(/; Secure$/);
  expect(response.headers['strict-transport-security']).toBe('max-age=31536000');
});

test('a bug is answered without its cause', async () => {
  await db.runText('alter table area rename to mislaid', []);
  const response = await app.inject({ url: AREAS, headers });
  await db.runText('alter table mislaid rename to area', []);
  expect([response.statusCode, response.json().code]).toEqual([500, 'internal']);
  expect(response.body).not.toMatch(/area|relation|select|\bat\b.*\.ts/);
});

test('a database that takes too long is answered 503, and when to come back', async () => {
  const response = await db.transaction(async (tx) => {
    await tx.runText('lock table area', []);
    return app.inject({ url: AREAS, headers });
  });
  expect([response.statusCode, response.json().code]).toEqual([503, 'overloaded']);
  expect(response.headers['retry-after']).toBe('1');
});

test('a database that is away is answered 503, until it is back', async () => {
  const { database } = connections.app;
  const limit = (connectionsMax: number) =>
    db.runText(`alter database ${database} connection limit ${connectionsMax}`, []);
  await limit(0);
  await db.runText(
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = $1`,
    [connections.app.user],
  );
  const away = await app.inject({ url: AREAS, headers });
  await limit(-1);
  expect([away.statusCode, away.json().code]).toEqual([503, 'database_away']);
  expect(away.headers['retry-after']).toBe('1');
  // Whoever comes first finds the other connections that were lost.
  await vi.waitFor(async () =>
    expect((await app.inject({ url: AREAS, headers })).statusCode).toBe(200),
  );
});
