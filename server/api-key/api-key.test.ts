import type { FastifyInstance } from 'fastify';
import { expect, test, vi } from 'vitest';
import { type Headers, openTestApp } from '#test/harness.ts';
import { verify } from '../verify/verify.ts';

const { app, db, asAdmin, asUser, openSecondApp } = await openTestApp();
const headers = await asAdmin();

const KEYS = '/api/v2/api-keys';
const KEY_SHAPE = /^tt_[A-Za-z0-9_-]{43}$/;

interface Made {
  readonly id: number;
  readonly name: string;
  readonly key: string;
}

function create(fields: object, by: Headers = headers) {
  return app.inject({ method: 'POST', url: KEYS, headers: by, payload: fields });
}

async function made(fields: object): Promise<Made> {
  const response = await create(fields);
  expect(response.statusCode, response.body).toBe(201);
  return response.json();
}

function revoke(id: number, by: Headers = headers) {
  return app.inject({ method: 'DELETE', url: `${KEYS}/${id}`, headers: by });
}

async function listed(): Promise<(Made & { readonly lastUsedAt: string | null })[]> {
  return (await app.inject({ url: KEYS, headers })).json().items;
}

const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });

async function statusOf(server: FastifyInstance, key: string, url = '/api/v2/areas') {
  return (await server.inject({ url, headers: bearer(key) })).statusCode;
}

/** From an address of its own, as wrong keys are counted by address. */
function from(remoteAddress: string, key: string) {
  return app.inject({ url: '/api/v2/areas', headers: bearer(key), remoteAddress });
}

test('a key is shown once, and only its hash is stored', async () => {
  const response = await create({ name: 'shown once', role: 'biller' });
  const { id, key, ...rest } = response.json();
  expect(response.statusCode).toBe(201);
  expect(key).toMatch(KEY_SHAPE);
  expect(rest).toEqual({
    name: 'shown once',
    prefix: key.slice(0, 9),
    role: 'biller',
    area: null,
    createdAt: expect.any(String),
    createdBy: 'admin',
    lastUsedAt: null,
    expiresAt: null,
  });
  expect((await listed()).find((one) => one.id === id)).toEqual({ id, ...rest });
  const stored = await db.runText<{ row: string }>('select api_key::text as row from api_key', []);
  const audited = await db.runText<{ row: string }>('select e::text as row from audit_entry e', []);
  const texts = [...stored, ...audited].map(({ row }) => row).join('\n');
  expect(texts).toContain(rest.prefix);
  expect(texts).not.toContain(key);
  expect(texts).not.toContain(key.slice(10));
});

test('a program with a key is who the key is named after, with its role and area', async () => {
  const { key } = await made({ name: 'gate scanner', role: 'dispatcher', area: 'jaipur' });
  const session = await app.inject({ url: '/api/v2/session', headers: bearer(key) });
  expect(session.json().user).toMatchObject({
    username: 'gate scanner',
    role: 'dispatcher',
    area: 'jaipur',
  });
  expect(await statusOf(app, key, '/api/v2/users')).toBe(403);
});

test('scans and the audit name the key', async () => {
  const { key } = await made({ name: 'erp', role: 'admin' });
  const scan = { id: crypto.randomUUID(), action: 'register', code: '7700001' };
  const scanned = await app.inject({
    method: 'POST',
    url: '/api/v2/scans',
    headers: bearer(key),
    payload: { scans: [scan] },
  });
  expect(scanned.json().results[0].outcome).toBe('registered');
  const ledger = await app.inject({ url: '/api/v2/scans?code=7700001', headers });
  expect(ledger.json().items).toMatchObject([{ by: 'erp', outcome: 'registered' }]);
  const payload = { name: 'kota' };
  const area = await app.inject({
    method: 'POST',
    url: '/api/v2/areas',
    headers: { ...bearer(key), 'sec-fetch-site': 'cross-site' },
    payload,
  });
  expect(area.statusCode).toBe(201);
  const entries = await db.runText(`select actor from audit_entry where subject = 'area:kota'`, []);
  expect(entries).toEqual([{ actor: 'erp' }]);
});

test('a key that is revoked is refused everywhere within a second', async () => {
  const second = await openSecondApp();
  const { id, key } = await made({ name: 'short-lived', role: 'admin' });
  expect([await statusOf(app, key), await statusOf(second.app, key)]).toEqual([200, 200]);
  expect((await revoke(id)).statusCode).toBe(204);
  expect(await statusOf(app, key)).toBe(401);
  await vi.waitFor(async () => expect(await statusOf(second.app, key)).toBe(401), 1_000);
  expect((await listed()).map((one) => one.id)).not.toContain(id);
  const again = await revoke(id);
  expect([again.statusCode, again.json().code]).toEqual([404, 'key_unknown']);
});

test('the name of a revoked key goes on with the next one; other names are taken', async () => {
  await asUser('biller');
  const first = await made({ name: 'Rotated', role: 'admin' });
  const taken = await create({ name: 'rotated', role: 'admin' });
  expect([taken.statusCode, taken.json().code]).toEqual([409, 'name_taken']);
  expect((await create({ name: 'biller', role: 'admin' })).json().code).toBe('name_taken');
  await revoke(first.id);
  const next = await made({ name: 'rotated', role: 'biller' });
  const user = async (key: string) =>
    (await app.inject({ url: '/api/v2/session', headers: bearer(key) })).json().user;
  expect(await user(next.key)).toMatchObject({ username: 'rotated', role: 'biller' });
  expect(await statusOf(app, first.key)).toBe(401);
});

test('a key ends when it expires, though it was in use', async () => {
  const expiresAt = new Date(Date.now() + 1_000).toISOString();
  const { key } = await made({ name: 'expiring', role: 'biller', expiresAt });
  expect(await statusOf(app, key)).toBe(200);
  await vi.waitFor(async () => expect(await statusOf(app, key)).toBe(401), 3_000);
});

test('the list tells when a key was last used', async () => {
  const { id, key } = await made({ name: 'used', role: 'biller' });
  const before = Date.now();
  await statusOf(app, key);
  const { lastUsedAt } = (await listed()).find((one) => one.id === id) ?? {};
  expect(Math.abs(Date.parse(lastUsedAt ?? '') - before)).toBeLessThan(5_000);
});

test.each([
  ['no role', { name: 'x' }, 400, '/role'],
  ['an unknown role', { name: 'x', role: 'king' }, 422, '/role'],
  ['an empty name', { name: '', role: 'admin' }, 422, '/name'],
  ['an unknown area', { name: 'x', role: 'admin', area: 'nowhere' }, 422, '/area'],
  ['an end in the past', { name: 'x', role: 'admin', expiresAt: '2020-01-01T00:00:00Z' }, 422],
  ['an end on no calendar', { name: 'x', role: 'admin', expiresAt: '2030-02-31T00:00:61Z' }, 422],
  ['a dispatcher of no area', { name: 'x', role: 'dispatcher' }, 422, '/area'],
])('a key with %s is refused', async (_what, fields, status, pointer = '/expiresAt') => {
  const response = await create(fields);
  expect(response.statusCode).toBe(status);
  expect(response.json().errors[0].pointer).toBe(pointer);
});

test('a key is no person: it has no password, no session, and is in no list of users', async () => {
  const { key, name } = await made({ name: 'robot', role: 'admin' });
  const password = await app.inject({
    method: 'POST',
    url: '/api/v2/users/me/password',
    headers: bearer(key),
    payload: { currentPassword: 'x', newPassword: 'mustard-and-moong-2' },
  });
  expect([password.statusCode, password.json().code]).toEqual([403, 'not_allowed']);
  const out = await app.inject({
    method: 'DELETE',
    url: '/api/v2/session',
    headers: bearer(key),
  });
  expect([out.statusCode, await statusOf(app, key)]).toEqual([403, 200]);
  const users = (await app.inject({ url: '/api/v2/users', headers })).json().items;
  expect(users.map(({ username }: { username: string }) => username)).not.toContain(name);
  const [account] = await db.runText<{ id: number }>(
    `select id from app_user where username = 'robot'`,
    [],
  );
  const read = await app.inject({ url: `/api/v2/users/${account?.id}`, headers });
  expect(read.statusCode).toBe(404);
  const signIn = await app.inject({
    method: 'POST',
    url: '/api/v2/session',
    payload: { username: 'robot', password: '' },
  });
  expect(signIn.json().code).toBe('wrong_password');
});

test("an admin's key does not stand in for the last admin", async () => {
  const { key } = await made({ name: 'demoter', role: 'admin' });
  const response = await app.inject({
    method: 'DELETE',
    url: '/api/v2/users/1',
    headers: bearer(key),
  });
  expect([response.statusCode, response.json().code]).toEqual([409, 'last_admin']);
});

test('wrong keys never keep a right one out, whichever comes first', async () => {
  const { key } = await made({ name: 'neighbour', role: 'biller' });
  const { key: unused } = await made({ name: 'unused', role: 'biller' });
  expect((await from('10.0.0.9', key)).statusCode).toBe(200);
  for (let n = 0; n < 8; n++) {
    const response = await from('10.0.0.9', `tt_wrong-${n}`);
    expect([response.statusCode, response.json().code]).toEqual([401, 'not_signed_in']);
  }
  expect((await from('10.0.0.9', unused)).statusCode).toBe(200);
  expect((await from('10.0.0.9', key)).statusCode).toBe(200);
});

async function notedOf(ip: string): Promise<unknown[]> {
  return db.runText(
    `select subject from audit_entry where action = 'sign_in_failed' and ip = $1 order by seq`,
    [ip],
  );
}

test('wrong keys are in the audit, the first of an address, each once', async () => {
  for (let n = 0; n < 20; n++) {
    expect((await from('10.0.0.11', 'tt_left-in-a-script')).statusCode).toBe(401);
  }
  for (let n = 0; n < 20; n++) await from('10.0.0.12', `tt_${n}-guess`);
  expect((await from('10.0.0.11', 'tt_another')).statusCode).toBe(401);
  await vi.waitFor(async () =>
    expect(await notedOf('10.0.0.11')).toEqual([
      { subject: 'key:tt_left-i' },
      { subject: 'key:tt_anothe' },
    ]),
  );
  expect(await notedOf('10.0.0.12')).toHaveLength(5);
});

test('the metrics are for the key of an admin, wherever it comes from', async () => {
  const { key: admins } = await made({ name: 'prometheus', role: 'admin' });
  const { key: billers } = await made({ name: 'no prometheus', role: 'biller' });
  const ask = async (more: Headers) => {
    const forwarded = { 'x-forwarded-for': '10.0.0.12', ...more };
    return (await app.inject({ url: '/metrics', headers: forwarded })).statusCode;
  };
  expect(await ask(bearer(admins))).toBe(200);
  expect(await ask(bearer(billers))).toBe(403);
  expect(await ask({})).toBe(401);
});

test('the chain of the audit holds over keys, which tell what changed', async () => {
  const { id } = await made({ name: 'audited', role: 'dispatcher', area: 'indore' });
  await revoke(id);
  const entries = await db.runText(
    `select action, before, after from audit_entry where subject = 'key:audited' order by seq`,
    [],
  );
  const state = { name: 'audited', role: 'dispatcher', area: 'indore', expiresAt: null };
  expect(entries).toMatchObject([
    { action: 'key.create', before: null, after: state },
    { action: 'key.delete', before: state, after: null },
  ]);
  expect((await verify(db, () => undefined)).sentences).toEqual([]);
});
