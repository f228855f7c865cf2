import { expect, test, vi } from 'vitest';
import { openTestApp } from '#test/harness.ts';

const { app, db, asAdmin, asUser, openSecondApp } = await openTestApp();
const headers = await asAdmin();

const AREAS = '/api/v2/areas';

function create(name: unknown) {
  return app.inject({ method: 'POST', url: AREAS, headers, payload: { name } });
}

function rename(id: number, name: string, ifMatch?: string) {
  const condition = ifMatch === undefined ? {} : { 'if-match': ifMatch };
  return app.inject({
    method: 'PATCH',
    url: `${AREAS}/${id}`,
    headers: { ...headers, ...condition },
    payload: { name },
  });
}

test('ten areas are there at the start, by name', async () => {
  const response = await app.inject({ url: AREAS, headers: await asUser('biller') });
  const names = response.json().items.map(({ name }: { name: string }) => name);
  expect(names).toEqual([
    'akola',
    'bathinda',
    'hisar',
    'indore',
    'jaipur',
    'lucknow',
    'raipur',
    'ranchi',
    'sangaria',
    'sri_ganganagar',
  ]);
});

test('an area that an admin adds can be given to a user at once', async () => {
  const response = await create('kota');
  expect(response.statusCode).toBe(201);
  expect(response.headers).toMatchObject({
    location: `${AREAS}/${response.json().id}`,
    etag: '"1"',
  });
  const dispatcher = await asUser('dispatcher', 'kota');
  const session = await app.inject({ url: '/api/v2/session', headers: dispatcher });
  expect(session.json().user.area).toBe('kota');
});

test('names are unique without case', async () => {
  const response = await create('LUCKNOW');
  expect(response.statusCode).toBe(409);
  expect(response.json().code).toBe('name_taken');
});

test.each([
  ['no name', undefined, 400],
  ['a number', 7, 400],
  ['an empty name', '', 422],
  ['spaces around', ' kota ', 422],
  ['a control character', 'ko\u0007ta', 422],
  ['NUL', 'ko\u0000ta', 422],
  ['half a surrogate pair', 'ko\ud800ta', 422],
  ['more than 64 characters', 'k'.repeat(65), 422],
])('an area with %s is refused', async (_what, name, status) => {
  const response = await create(name);
  expect(response.statusCode).toBe(status);
  expect(response.json().errors).toMatchObject([{ pointer: '/name' }]);
});

test('a name in another script is a name', async () => {
  expect((await create('लखनऊ पूर्व')).json()).toMatchObject({ name: 'लखनऊ पूर्व' });
});

test('whoever works in a renamed area sees its new name at once, on every process', async () => {
  const second = await openSecondApp();
  const { id } = (await create('nagpur')).json();
  const dispatcher = await asUser('dispatcher', 'nagpur');
  const areaIn = async (server: typeof app) => {
    const session = await server.inject({ url: '/api/v2/session', headers: dispatcher });
    return session.json().user.area;
  };
  expect([await areaIn(app), await areaIn(second.app)]).toEqual(['nagpur', 'nagpur']);
  const response = await rename(id, 'nagpur east', '"1"');
  expect(response.statusCode).toBe(200);
  expect(response.headers.etag).toBe('"2"');
  expect(await areaIn(app)).toBe('nagpur east');
  await vi.waitFor(async () => expect(await areaIn(second.app)).toBe('nagpur east'), 1_000);
});

test('nobody renames what they have not seen', async () => {
  const { id } = (await create('surat')).json();
  const without = await rename(id, 'surat 2');
  expect([without.statusCode, without.json().code]).toEqual([428, 'if_match_required']);
  expect((await rename(id, 'surat 2', '"1"')).statusCode).toBe(200);
  const late = await rename(id, 'surat 3', '"1"');
  expect([late.statusCode, late.json().code]).toEqual([412, 'etag_mismatch']);
  expect((await rename(id, 'surat 4', 'W/"2", "2"')).statusCode).toBe(200);
  expect((await rename(id, 'surat 5', '*')).statusCode).toBe(200);
  const read = await app.inject({ url: `${AREAS}/${id}`, headers });
  expect([read.headers.etag, read.json()]).toEqual(['"4"', { id, name: 'surat 5' }]);
});

test('an area that does not exist is not found', async () => {
  const read = await app.inject({ url: `${AREAS}/9999`, headers });
  expect([read.statusCode, read.json().code]).toEqual([404, 'area_unknown']);
  expect((await rename(9999, 'nowhere', '*')).statusCode).toBe(404);
  const bad = await app.inject({ url: `${AREAS}/99999`, headers });
  expect([bad.statusCode, bad.json().errors]).toEqual([
    400,
    [{ pointer: '/id', detail: 'must be <= 32767' }],
  ]);
});

test('everybody reads areas, only admins change them', async () => {
  const dispatcher = await asUser('dispatcher', 'lucknow');
  expect((await app.inject({ url: `${AREAS}/1`, headers: dispatcher })).statusCode).toBe(200);
  const attempt = { method: 'POST', url: AREAS, headers: dispatcher, payload: { name: 'x' } };
  expect((await app.inject({ ...attempt, method: 'POST' })).statusCode).toBe(403);
  expect((await app.inject({ url: AREAS })).statusCode).toBe(401);
});

test('the audit has each change, with the state before and after', async () => {
  const { id } = (await create('vapi')).json();
  await rename(id, 'vapi west', '*');
  const entries = await db.runText(
    `select action, actor, before, after from audit_entry where subject = 'area:vapi' order by seq`,
    [],
  );
  expect(entries).toEqual([
    { action: 'area.create', actor: 'admin', before: null, after: { name: 'vapi' } },
    {
      action: 'area.change',
      actor: 'admin',
      before: { name: 'vapi' },
      after: { name: 'vapi west' },
    },
  ]);
});
