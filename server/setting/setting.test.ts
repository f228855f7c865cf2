import { expect, test, vi } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, db, asAdmin, asUser, openSecondApp } = await openTestApp();
const headers = await asAdmin();
const admin = scanner(app, headers);

const SETTINGS = '/api/v2/settings';

function change(payload: object) {
  return app.inject({ method: 'PATCH', url: SETTINGS, headers, payload });
}

async function outcomeOf(code: string): Promise<string | undefined> {
  const [result] = await admin.send([{ action: 'register', code }]);
  return result?.outcome;
}

test('no child pattern is set at the start', async () => {
  const response = await app.inject({
    url: SETTINGS,
    headers: await asUser('dispatcher', 'hisar'),
  });
  expect(response.json()).toEqual({ childPattern: null, dayReport: null, alertMail: null });
});

test('a child pattern holds for the next scan until it is taken away', async () => {
  expect((await change({ childPattern: '#######' })).json()).toMatchObject({
    childPattern: '#######',
  });
  expect(await outcomeOf('00000010000002')).toBe('malformed');
  expect(await outcomeOf('0000001')).toBe('registered');
  expect((await change({ childPattern: null })).json()).toMatchObject({ childPattern: null });
  expect(await outcomeOf('00000010000002')).toBe('registered');
});

test('a child pattern holds on another process within a second', async () => {
  const second = await openSecondApp();
  await change({ childPattern: 'C######' });
  await vi.waitFor(async () => {
    const response = await second.app.inject({ url: SETTINGS, headers });
    expect(response.json()).toMatchObject({ childPattern: 'C######' });
  }, 1_000);
  await change({ childPattern: null });
});

test.each(['', '##', 'PACKET', '#'.repeat(21), 'a######', '-######', '#### ###', '[0-9]+'])(
  'the child pattern "%s" is refused',
  async (childPattern) => {
    const response = await change({ childPattern });
    expect([response.statusCode, response.json().errors[0].pointer]).toEqual([
      422,
      '/childPattern',
    ]);
  },
);

test('a child pattern that is no text is malformed', async () => {
  expect((await change({ childPattern: 7 })).statusCode).toBe(400);
});

test('settings that do not exist are not stored', async () => {
  expect((await change({ colour: 'green' })).json()).not.toHaveProperty('colour');
  expect(await db.runText(`select from setting where name = 'colour'`, [])).toEqual([]);
});

test('only admins change settings', async () => {
  const biller = await asUser('biller');
  const payload = { childPattern: null };
  const response = await app.inject({ method: 'PATCH', url: SETTINGS, headers: biller, payload });
  expect(response.statusCode).toBe(403);
});

test('the audit has each change', async () => {
  await change({ childPattern: '####' });
  const [entry] = await db.runText(
    `select actor, action, before, after from audit_entry
    where subject = 'setting:childPattern' order by seq desc limit 1`,
    [],
  );
  expect(entry).toEqual({
    actor: 'admin',
    action: 'setting.change',
    before: { childPattern: null },
    after: { childPattern: '####' },
  });
});
