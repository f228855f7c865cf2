import { createHash } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { ADMIN_PASSWORD, type Headers, openTestApp, USER_PASSWORD } from '#test/harness.ts';

const { app, db, deps, connections, asAdmin, asUser, signIn, openSecondApp } = await openTestApp();

const SESSION = '/api/v2/session';

function trySignIn(username: string, password: string, remoteAddress = '10.0.0.1') {
  const payload = { username, password };
  return app.inject({ method: 'POST', url: SESSION, payload, remoteAddress });
}

function whoAmI(headers: Headers) {
  return app.inject({ url: SESSION, headers });
}

function hashOf({ cookie = '' }: Headers): Buffer {
  return createHash('sha256').update(cookie.replace('tt_session=', '')).digest();
}

test('signing in answers who it is, and sets a cookie that no script can read', async () => {
  await asUser('dispatcher', 'indore');
  const response = await trySignIn('dispatcher.indore', USER_PASSWORD);
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({
    user: {
      id: expect.any(Number),
      username: 'dispatcher.indore',
      role: 'dispatcher',
      area: 'indore',
    },
    timeZone: 'Asia/Kolkata',
  });
  expect(response.headers['set-cookie']).toMatch(
    /^tt_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
  );
});

test('the cookie is for https only when the browser came by https', async () => {
  const payload = { username: 'admin', password: ADMIN_PASSWORD };
  const headers = { 'x-forwarded-proto': 'https' };
  const response = await app.inject({ method: 'POST', url: SESSION, payload, headers });
  expect(response.headers['set-cookie']).toMatch(/; Secure$/);
});

test('names are compared without case', async () => {
  expect((await trySignIn('ADMIN', ADMIN_PASSWORD)).statusCode).toBe(200);
});

test('an area is null for who has none', async () => {
  expect((await whoAmI(await asAdmin())).json()).toEqual({
    user: { id: expect.any(Number), username: 'admin', role: 'admin', area: null },
    timeZone: 'Asia/Kolkata',
  });
});

test('a wrong password and an unknown name are answered alike', async () => {
  const [wrong, unknown] = [
    await trySignIn('admin', 'not-the-password', '10.0.1.1'),
    await trySignIn('nobody', 'not-the-password', '10.0.1.1'),
  ];
  expect(wrong.statusCode).toBe(401);
  expect(wrong.json().code).toBe('wrong_password');
  expect({ ...unknown.json(), traceId: '' }).toEqual({ ...wrong.json(), traceId: '' });
});

test('a sign-in of the wrong shape is malformed', async () => {
  const payload = { username: 5 };
  const response = await app.inject({ method: 'POST', url: SESSION, payload });
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({
    code: 'malformed_request',
    errors: [
      { pointer: '/password', detail: 'is required' },
      { pointer: '/username', detail: 'must be string' },
    ],
  });
});

test.each([
  ['with NUL', 'ad\u0000min', 400],
  ['with half a surrogate pair', 'ad\ud800min', 401],
  ['of another script, as long as can be', '🌾'.repeat(200), 401],
  ['that is too long', 'a'.repeat(201), 422],
])('a name %s does no harm', async (_what, username, status) => {
  expect((await trySignIn(username, 'not-the-password', '10.0.5.1')).statusCode).toBe(status);
});

test('only the SHA-256 of the token is stored', async () => {
  const hash = hashOf(await signIn('admin', ADMIN_PASSWORD));
  const found = await db.runText('select from session where token_hash = $1', [hash]);
  expect(found).toHaveLength(1);
});

test('passwords are stored as argon2id with 19 MiB and two passes', async () => {
  const [row] = await db.runText<{ password_hash: string }>(
    `select password_hash from app_user where username = 'admin'`,
    [],
  );
  expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('many people who sign in at once all get in', async () => {
  const all = Array.from({ length: 20 }, () => trySignIn('admin', ADMIN_PASSWORD));
  const statuses = (await Promise.all(all)).map(({ statusCode }) => statusCode);
  expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
});

let address = 0;
let from: string;
beforeEach(() => {
  from = `10.0.2.${++address}`;
});
async function guess(username: string, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let tries = 0; tries < times; tries++) {
    statuses.push((await trySignIn(username, 'not-the-password', from)).statusCode);
  }
  return statuses;
}

test.each(['admin', 'no-such-user'])(
  'five wrong passwords lock %s for that address, for 15 minutes',
  async (name) => {
    expect(await guess(name, 6)).toEqual([401, 401, 401, 401, 401, 423]);
    const locked = await trySignIn(name, ADMIN_PASSWORD, from);
    expect(locked.json().code).toBe('account_locked');
    const seconds = Number(locked.headers['retry-after']);
    expect(seconds).toBeGreaterThan(880);
    expect(seconds).toBeLessThanOrEqual(900);
  },
);

test('five wrong passwords lock no other address, account or open session', async () => {
  const headers = await asAdmin();
  await asUser('biller');
  await guess('admin', 5);
  expect((await trySignIn('admin', ADMIN_PASSWORD, '10.0.3.1')).statusCode).toBe(200);
  expect((await trySignIn('biller', USER_PASSWORD, from)).statusCode).toBe(200);
  expect((await whoAmI(headers)).statusCode).toBe(200);
});

test('five wrong passwords are counted anew after a right one', async () => {
  await guess('admin', 4);
  expect((await trySignIn('admin', ADMIN_PASSWORD, from)).statusCode).toBe(200);
  expect(await guess('admin', 4)).toEqual([401, 401, 401, 401]);
  expect((await trySignIn('admin', ADMIN_PASSWORD, from)).statusCode).toBe(200);
});

test('five wrong passwords lock when they are sent all at once, too', async () => {
  const all = Array.from({ length: 20 }, () => trySignIn('admin', 'not-the-password', from));
  const statuses = (await Promise.all(all)).map(({ statusCode }) => statusCode);
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(6);
  expect(statuses.filter((status) => status === 423).length).toBeGreaterThanOrEqual(14);
});

test('five wrong passwords lock no longer when the 15 minutes are over', async () => {
  await guess('admin', 5);
  await db.runText(
    `update sign_in_failure set locked_until = now(), last_failed_at = now() - interval '15 min'
    where address = $1`,
    [from],
  );
  expect(await guess('admin', 1)).toEqual([401]);
  expect((await trySignIn('admin', ADMIN_PASSWORD, from)).statusCode).toBe(200);
});

async function age(headers: Headers, column: string, interval: string): Promise<void> {
  await db.runText(`update session set ${column} = now() - $2::interval where token_hash = $1`, [
    hashOf(headers),
    interval,
  ]);
}

/** The first request after signing in asks the database: nothing is remembered yet. */
async function useAged(column: string, interval: string) {
  const headers = await signIn('admin', ADMIN_PASSWORD);
  await age(headers, column, interval);
  return whoAmI(headers);
}

test('a session ends after 12 hours without use', async () => {
  expect((await useAged('last_used_at', '11 h 59 min')).statusCode).toBe(200);
  expect((await useAged('last_used_at', '12 h 1 min')).statusCode).toBe(401);
});

test('a session ends after 30 days, used or not', async () => {
  expect((await useAged('created_at', '29 days 23 h')).statusCode).toBe(200);
  expect((await useAged('created_at', '30 days 1 min')).statusCode).toBe(401);
});

test('a session ends after 30 days even while it is remembered', async () => {
  const headers = await signIn('admin', ADMIN_PASSWORD);
  await age(headers, 'created_at', '29 days 23 h 59 min 59.9 s');
  expect((await whoAmI(headers)).statusCode).toBe(200);
  await vi.waitFor(async () => expect((await whoAmI(headers)).statusCode).toBe(401));
});

test('a session that is used goes on', async () => {
  const headers = await signIn('admin', ADMIN_PASSWORD);
  await age(headers, 'last_used_at', '11 h');
  await whoAmI(headers);
  const [row] = await db.runText<{ used: boolean }>(
    `select last_used_at > now() - interval '1 h' as used from session where token_hash = $1`,
    [hashOf(headers)],
  );
  expect(row?.used).toBe(true);
});

test('a session ends when its user signs out, and the cookie goes', async () => {
  const headers = await signIn('admin', ADMIN_PASSWORD);
  await whoAmI(headers);
  const response = await app.inject({ method: 'DELETE', url: SESSION, headers });
  expect(response.statusCode).toBe(204);
  expect(response.body).toBe('');
  expect(response.headers['set-cookie']).toMatch(/^tt_session=; Path=\/; Max-Age=0;/);
  expect((await whoAmI(headers)).statusCode).toBe(401);
});

test('a session that another process ends is refused here within a second', async () => {
  const second = await openSecondApp();
  const headers = await signIn('admin', ADMIN_PASSWORD);
  expect((await whoAmI(headers)).statusCode).toBe(200);
  await second.app.inject({ method: 'DELETE', url: SESSION, headers });
  await vi.waitFor(async () => expect((await whoAmI(headers)).statusCode).toBe(401), {
    timeout: 1_000,
  });
});

test('a session is asked of the database only once while it is in use', async () => {
  const headers = await signIn('admin', ADMIN_PASSWORD);
  await whoAmI(headers);
  const before = deps.sessions.usage();
  for (let times = 0; times < 10; times++) await whoAmI(headers);
  const after = deps.sessions.usage();
  expect(after).toMatchObject({ hits: before.hits + 10, misses: before.misses });
});

test('a session that is read while its user changes is not remembered', async () => {
  const headers = await signIn('admin', ADMIN_PASSWORD);
  await age(headers, 'last_used_at', '6 min');
  const reading = await db.transaction(async (tx) => {
    // Noting the use waits for this lock: the session is read before the change, known after it.
    await tx.runText('select from session where token_hash = $1 for update', [hashOf(headers)]);
    const response = whoAmI(headers);
    await vi.waitFor(async () => expect(await locksWaitedFor()).toBe(1));
    deps.sessions.forget(null);
    return { response };
  });
  expect((await reading.response).statusCode).toBe(200);
  const { misses } = deps.sessions.usage();
  await whoAmI(headers);
  expect(deps.sessions.usage().misses).toBe(misses + 1);
});

async function locksWaitedFor(): Promise<number> {
  const waiting = await db.runText(
    `select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`,
    [connections.app.database],
  );
  return waiting.length;
}

test('a session is known by its cookie among others', async () => {
  const { cookie } = await signIn('admin', ADMIN_PASSWORD);
  const among = { cookie: `theme=dark; ${cookie}; not_tt_session=x` };
  expect((await whoAmI(among)).statusCode).toBe(200);
  const other = { cookie: `theme=dark; not_${cookie}` };
  expect((await whoAmI(other)).statusCode).toBe(401);
});

test.each([
  ['no cookie', {}],
  ['an empty cookie', { cookie: 'tt_session=' }],
  ['a made-up token', { cookie: `tt_session=${'x'.repeat(43)}` }],
  ['an API key that does not exist', { authorization: 'Bearer tt_abc' }],
])('a session is not there with %s', async (_what, headers) => {
  const response = await whoAmI(headers);
  expect(response.statusCode).toBe(401);
  expect(response.json().code).toBe('not_signed_in');
});

test('a session does not count when an API key is sent, even with the cookie', async () => {
  const headers = { ...(await asAdmin()), authorization: 'Bearer tt_abc' };
  expect((await whoAmI(headers)).statusCode).toBe(401);
});

const entries = (subject: string) =>
  db.runText<{ action: string; actor: string | null; ip: string; before: object; after: object }>(
    'select action, actor, ip, before, after from audit_entry where subject = $1 order by seq',
    [subject],
  );

test('the audit has every sign-in, failed or not, and every sign-out', async () => {
  await asUser('biller', 'hisar');
  const name = 'biller.hisar';
  const from = '10.0.4.1';
  await trySignIn(name, 'not-the-password', from);
  await trySignIn(name, USER_PASSWORD, from);
  const headers = await signIn(name, USER_PASSWORD);
  await app.inject({ method: 'DELETE', url: SESSION, headers });
  expect(await entries(`user:${name}`)).toMatchObject([
    { action: 'user.create', actor: 'admin' },
    { action: 'sign_in', actor: name, ip: '127.0.0.1' },
    { action: 'sign_in_failed', actor: null, ip: from },
    { action: 'sign_in', actor: name, ip: from },
    { action: 'sign_in', actor: name },
    { action: 'sign_out', actor: name },
  ]);
});

test('the audit has refusals of permission', async () => {
  const headers = await asUser('biller');
  const response = await app.inject({ url: '/api/v2/users', headers });
  expect(response.statusCode).toBe(403);
  await vi.waitFor(async () =>
    expect(await entries('GET /api/v2/users')).toMatchObject([
      { action: 'refused', actor: 'biller', ip: '127.0.0.1' },
    ]),
  );
});

test('the audit has no secrets', async () => {
  const [row] = await db.runText<{ text: string }>(
    `select string_agg(audit_entry::text, ' ') as text from audit_entry`,
    [],
  );
  expect(row?.text).not.toMatch(/argon2|harvest|mustard-and-moong|not-the-password/);
});
