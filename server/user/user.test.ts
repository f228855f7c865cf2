import { expect, test, vi } from 'vitest';
import { ADMIN_PASSWORD, type Headers, openTestApp, USER_PASSWORD } from '#test/harness.ts';

const { app, db, asAdmin, asUser, signIn, openSecondApp } = await openTestApp();
const headers = await asAdmin();

const USERS = '/api/v2/users';
const SESSION = '/api/v2/session';
const NEW_PASSWORD = 'moong-dal-at-dusk';

function create(user: object) {
  const payload = { username: 'ravi', password: USER_PASSWORD, role: 'biller', ...user };
  return app.inject({ method: 'POST', url: USERS, headers, payload });
}

function change(id: number, payload: object, by = headers, ifMatch = '*') {
  const conditional = { ...by, 'if-match': ifMatch };
  return app.inject({ method: 'PATCH', url: `${USERS}/${id}`, headers: conditional, payload });
}

function disable(id: number, by = headers) {
  return app.inject({ method: 'DELETE', url: `${USERS}/${id}`, headers: by });
}

async function whoAmI(by: Headers, server = app): Promise<{ id: number; role: string } | number> {
  const response = await server.inject({ url: SESSION, headers: by });
  return response.statusCode === 200 ? response.json().user : response.statusCode;
}

/** A new admin's id and headers. */
async function anotherAdmin(username: string): Promise<{ id: number; by: Headers }> {
  const { id } = (await create({ username, role: 'admin' })).json();
  return { id, by: await signIn(username, USER_PASSWORD) };
}

function problemOf(response: { statusCode: number; json(): { code: string } }) {
  return [response.statusCode, response.json().code];
}

test('an admin adds a user, who can sign in', async () => {
  const response = await create({ username: 'Ravi.K', role: 'dispatcher', area: 'INDORE' });
  expect(response.statusCode).toBe(201);
  const { id } = response.json();
  expect(response.json()).toEqual({
    id,
    username: 'Ravi.K',
    role: 'dispatcher',
    area: 'indore',
    email: null,
    active: true,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  expect(response.headers).toMatchObject({ location: `${USERS}/${id}`, etag: '"1"' });
  const session = await signIn('ravi.k', USER_PASSWORD);
  expect(await whoAmI(session)).toMatchObject({ id, role: 'dispatcher', area: 'indore' });
});

test('the list and a single user show no secrets', async () => {
  const { id } = (await create({ username: 'sita', email: 'sita@example.com' })).json();
  const list = await app.inject({ url: USERS, headers });
  const single = await app.inject({ url: `${USERS}/${id}`, headers });
  const fields = ['id', 'username', 'role', 'area', 'email', 'active', 'createdAt'];
  expect(Object.keys(single.json())).toEqual(fields);
  expect(list.json().items).toContainEqual(single.json());
  expect(list.body).not.toMatch(/hash|argon2|password/);
});

test.each([
  ['a name that is taken, in another case', { username: 'ADMIN' }, 409, 'username_taken'],
  ['a name with a space', { username: 'ra vi' }, 422, 'not_possible'],
  ['a name with a control character', { username: 'ravi\u0000' }, 422, 'not_possible'],
  ['no name', { username: undefined }, 400, 'malformed_request'],
  ['a role that does not exist', { role: 'boss' }, 422, 'not_possible'],
  ['a role that is no text', { role: 1 }, 400, 'malformed_request'],
  ['the role of a dispatcher without an area', { role: 'dispatcher' }, 422, 'not_possible'],
  ['an area that does not exist', { area: 'atlantis' }, 422, 'not_possible'],
  ['an e-mail address that is none', { email: 'ravi' }, 422, 'not_possible'],
  ['a short password', { password: 'Sb12345!x' }, 422, 'weak_password'],
  ['a common password', { password: 'Password123!' }, 422, 'weak_password'],
  [
    'their name as password',
    { username: 'ramachandra', password: 'Ramachandra1' },
    422,
    'weak_password',
  ],
])('a user with %s is refused', async (_what, fields, status, code) => {
  const response = await create(fields);
  expect(problemOf(response)).toEqual([status, code]);
  if (status === 422) expect(response.json().errors).toHaveLength(1);
});

test('all that is wrong with a new user is said at once', async () => {
  const response = await create({ username: '', role: 'boss', email: 'ravi' });
  expect(response.json().errors).toEqual([
    { pointer: '/username', detail: expect.stringContaining('must match pattern') },
    { pointer: '/role', detail: 'must be one of admin, biller, dispatcher' },
    { pointer: '/email', detail: expect.stringContaining('must match pattern') },
  ]);
});

test('a change of role and area counts from the next request on, on every process', async () => {
  const second = await openSecondApp();
  const { id } = (await create({ username: 'mohan' })).json();
  const mohan = await signIn('mohan', USER_PASSWORD);
  expect(await whoAmI(mohan)).toMatchObject({ role: 'biller' });
  expect(await whoAmI(mohan, second.app)).toMatchObject({ role: 'biller' });
  const response = await change(id, { role: 'dispatcher', area: 'ranchi' });
  expect(response.json()).toMatchObject({ role: 'dispatcher', area: 'ranchi' });
  expect(await whoAmI(mohan)).toMatchObject({ role: 'dispatcher', area: 'ranchi' });
  await vi.waitFor(
    async () => expect(await whoAmI(mohan, second.app)).toMatchObject({ area: 'ranchi' }),
    1_000,
  );
});

test('a disabled user is out at once, on every process, and stays in the list', async () => {
  const second = await openSecondApp();
  const { id } = (await create({ username: 'gita' })).json();
  const gita = await signIn('gita', USER_PASSWORD);
  expect(await whoAmI(gita, second.app)).toMatchObject({ id });
  expect((await disable(id)).statusCode).toBe(204);
  expect(await whoAmI(gita)).toBe(401);
  await vi.waitFor(async () => expect(await whoAmI(gita, second.app)).toBe(401), 1_000);
  await expect(signIn('gita', USER_PASSWORD)).rejects.toThrow('wrong_password');
  const read = await app.inject({ url: `${USERS}/${id}`, headers });
  expect(read.json()).toMatchObject({ username: 'gita', active: false });
  expect((await disable(id)).statusCode).toBe(204);
  expect(problemOf(await create({ username: 'gita' }))).toEqual([409, 'username_taken']);
});

test('a user who is active again signs in anew', async () => {
  const { id } = (await create({ username: 'anil' })).json();
  const old = await signIn('anil', USER_PASSWORD);
  await disable(id);
  await change(id, { active: true });
  expect(await whoAmI(old)).toBe(401);
  expect(await whoAmI(await signIn('anil', USER_PASSWORD))).toMatchObject({ id });
});

test('an admin who sets a new password ends the sessions that the old one opened', async () => {
  const { id } = (await create({ username: 'lata' })).json();
  const old = await signIn('lata', USER_PASSWORD);
  expect(problemOf(await change(id, { password: 'lata123456' }))).toEqual([422, 'weak_password']);
  expect((await change(id, { password: NEW_PASSWORD })).statusCode).toBe(200);
  expect(await whoAmI(old)).toBe(401);
  await expect(signIn('lata', USER_PASSWORD)).rejects.toThrow('wrong_password');
  expect(await whoAmI(await signIn('lata', NEW_PASSWORD))).toMatchObject({ id });
});

test('who changes their own password stays signed in here and nowhere else', async () => {
  await create({ username: 'kiran' });
  const here = await signIn('kiran', USER_PASSWORD);
  const elsewhere = await signIn('kiran', USER_PASSWORD);
  expect(await whoAmI(elsewhere)).toMatchObject({ role: 'biller' });
  const payload = { currentPassword: USER_PASSWORD, newPassword: NEW_PASSWORD };
  const url = `${USERS}/me/password`;
  const response = await app.inject({ method: 'POST', url, headers: here, payload });
  expect(response.statusCode).toBe(204);
  expect(await whoAmI(here)).toMatchObject({ role: 'biller' });
  expect(await whoAmI(elsewhere)).toBe(401);
  expect(await whoAmI(await signIn('kiran', NEW_PASSWORD))).toMatchObject({ role: 'biller' });
});

test('a new password needs the current one, and guesses at it lock as well', async () => {
  await create({ username: 'deepa' });
  const deepa = await signIn('deepa', USER_PASSWORD);
  const guess = (currentPassword: string, newPassword = NEW_PASSWORD) =>
    app.inject({
      method: 'POST',
      url: `${USERS}/me/password`,
      headers: deepa,
      remoteAddress: '10.0.0.9',
      payload: { currentPassword, newPassword },
    });
  const weak = await guess(USER_PASSWORD, 'deepa12345');
  expect(weak.json()).toMatchObject({
    code: 'weak_password',
    errors: [{ pointer: '/newPassword' }],
  });
  for (let times = 0; times < 5; times++) {
    expect(problemOf(await guess('not-the-password'))).toEqual([422, 'wrong_password']);
  }
  expect(problemOf(await guess(USER_PASSWORD))).toEqual([423, 'account_locked']);
});

test('nobody disables, demotes or moves themselves', async () => {
  const { id, by } = await anotherAdmin('asha');
  expect(problemOf(await disable(id, by))).toEqual([403, 'own_account']);
  for (const own of [
    { role: 'biller' },
    { active: false },
    { area: 'indore' },
    { password: NEW_PASSWORD },
  ]) {
    expect(problemOf(await change(id, own, by))).toEqual([403, 'own_account']);
  }
  const harmless = await change(id, { role: 'admin', email: 'asha@example.com' }, by);
  expect(harmless.json()).toMatchObject({ role: 'admin', email: 'asha@example.com' });
  await disable(id);
});

test('of two admins who remove each other at once, one stays', async () => {
  const first = await anotherAdmin('castor');
  const second = await anotherAdmin('pollux');
  const [admin] = await db.runText<{ id: number }>(
    `update app_user set is_active = false where role = 'admin'
      and username not in ('castor', 'pollux') returning id`,
    [],
  );
  await Promise.all([
    disable(second.id, first.by),
    disable(first.id, second.by),
    change(second.id, { role: 'biller' }, first.by),
    change(first.id, { role: 'biller' }, second.by),
  ]);
  const [left] = await db.runText<{ admins: number }>(
    `select count(*) as admins from app_user where role = 'admin' and is_active`,
    [],
  );
  expect(left?.admins).toBe(1);
  await db.runText('update app_user set is_active = true where id = $1', [admin?.id]);
});

test('a user who changed meanwhile is not overwritten', async () => {
  const { id } = (await create({ username: 'usha' })).json();
  const url = `${USERS}/${id}`;
  const blind = await app.inject({ method: 'PATCH', url, headers, payload: { area: 'hisar' } });
  expect(problemOf(blind)).toEqual([428, 'if_match_required']);
  const changed = await change(id, { area: 'hisar' }, headers, '"1"');
  expect(changed.headers.etag).toBe('"2"');
  expect(problemOf(await change(id, { area: null }, headers, '"1"'))).toEqual([
    412,
    'etag_mismatch',
  ]);
  const read = await app.inject({ url, headers });
  expect([read.headers.etag, read.json().area]).toEqual(['"2"', 'hisar']);
});

test('a renamed user keeps the account, and no name is used twice', async () => {
  const { id } = (await create({ username: 'priya' })).json();
  expect((await change(id, { username: 'priya.s' })).json()).toMatchObject({ username: 'priya.s' });
  expect(await whoAmI(await signIn('priya.s', USER_PASSWORD))).toMatchObject({ id });
  expect(problemOf(await change(id, { username: 'admin' }))).toEqual([409, 'username_taken']);
});

test('who is a dispatcher cannot lose the area', async () => {
  const { id } = (await create({ username: 'om', role: 'dispatcher', area: 'akola' })).json();
  expect(problemOf(await change(id, { area: null }))).toEqual([422, 'not_possible']);
});

test('users are for admins only, and unknown ones are not found', async () => {
  const biller = await asUser('biller');
  expect((await app.inject({ url: USERS, headers: biller })).statusCode).toBe(403);
  expect((await change(1, { role: 'admin' }, biller)).statusCode).toBe(403);
  expect((await disable(1, biller)).statusCode).toBe(403);
  const unknown = await app.inject({ url: `${USERS}/999999`, headers });
  expect(problemOf(unknown)).toEqual([404, 'user_unknown']);
  expect(problemOf(await change(999_999, { role: 'admin' }))).toEqual([404, 'user_unknown']);
  expect(problemOf(await disable(999_999))).toEqual([404, 'user_unknown']);
});

test('the audit has each change of a user, without passwords', async () => {
  const { id } = (await create({ username: 'hari', email: 'hari@example.com' })).json();
  await change(id, { role: 'dispatcher', area: 'raipur', password: NEW_PASSWORD });
  await disable(id);
  const entries = await db.runText(
    `select action, before, after from audit_entry where subject = 'user:hari' order by seq`,
    [],
  );
  const created = { username: 'hari', role: 'biller', area: null, email: 'hari@example.com' };
  expect(entries).toEqual([
    { action: 'user.create', before: null, after: { ...created, active: true } },
    { action: 'user.password', before: null, after: null },
    {
      action: 'user.change',
      before: { role: 'biller', area: null },
      after: { role: 'dispatcher', area: 'raipur' },
    },
    { action: 'user.disable', before: { active: true }, after: { active: false } },
  ]);
});

test('the first admin is made once, and only when there is no user', async () => {
  const [row] = await db.runText<{ admins: number }>(
    `select count(*) as admins from app_user where username = 'admin'`,
    [],
  );
  expect(row?.admins).toBe(1);
  expect(await whoAmI(await signIn('admin', ADMIN_PASSWORD))).toMatchObject({ role: 'admin' });
});
