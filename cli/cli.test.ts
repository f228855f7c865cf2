import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { withClient } from '#server/db/embedded/roles.ts';
import { runCli } from '#test/cli.ts';
import { makeTestDatabase } from '#test/database.ts';
import { openDatabaseUrl } from '#test/database-url.ts';
import { openTestApp, USER_PASSWORD } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, db, connections, asAdmin } = await openTestApp();
const { url: DATABASE_URL, close } = await openDatabaseUrl(connections.owner);
afterAll(close);

const run = (args: string, input?: string) => runCli(args.split(' '), { DATABASE_URL }, input);

async function signIn(username: string, password: string) {
  const payload = { username, password };
  return app.inject({ method: 'POST', url: '/api/v2/session', payload });
}

describe('the program', () => {
  test('lists its commands, each of which tells how to use it', async () => {
    const { code, stdout } = await runCli([]);
    expect(code).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}((?:[a-z-]+ ?)+)(?= )/gm)].map(([, name]) => name);
    expect(commands.map((name) => name?.trim())).toEqual([
      ...['serve', 'migrate', 'user add', 'user list', 'user reset-password', 'trace'],
      ...['import', 'demo', 'export', 'verify', 'backup', 'restore', 'tls', 'bench'],
    ]);
    for (const name of commands) {
      const help = await run(`${name?.trim()} --help`);
      expect(help.code, help.stderr).toBe(0);
      expect(help.stdout).toContain(`traitortrack ${name?.trim()}`);
    }
  });

  test.each([
    ['a command that does not exist', 'brew', 'There is no command "brew".'],
    ['what every object has', 'constructor', 'There is no command "constructor".'],
    ['an option that does not exist', 'verify --quickly', "Unknown option '--quickly'"],
    ['an argument that is missing', 'trace', '<code> is missing'],
    ['an argument too many', 'trace 1 2', '"2" is too much'],
    ['a number that is none', 'demo --bags many', '--bags must be a whole number from 1 to'],
    ['a role that does not exist', 'user add x --role king', '--role must be one of admin'],
    ['a time that is none', 'demo --until soon', '--until must be a time in ISO 8601'],
  ])('%s is a wrong usage', async (_what, args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('all faults of the configuration are told at once', async () => {
    const broken = { PORT: 'x', HOST: '/', LOG_LEVEL: 'loud', DATA_DIR: tmpdir() };
    const { code, stderr } = await runCli(['serve'], broken);
    expect(code).toBe(2);
    expect(stderr).toMatch(/HOST must.*PORT must.*LOG_LEVEL must/s);
  });

  test.each(['user list', 'user reset-password x', 'trace 1', 'export bags', 'verify'])(
    '%s makes no site where there is none',
    async (args) => {
      const DATA_DIR = join(tmpdir(), 'traitortrack-no-site');
      const { code, stderr } = await runCli(args.split(' '), { DATA_DIR });
      expect(code).toBe(2);
      expect(stderr).toContain(`DATA_DIR ${DATA_DIR} has no site in it`);
      expect(existsSync(DATA_DIR)).toBe(false);
    },
  );
});

describe('users', () => {
  test('somebody who was added can sign in with the password that was printed', async () => {
    const { code, stdout, stderr } = await run('user add ravi --area indore');
    expect(code, stderr).toBe(0);
    const password = /^Password: (\S+)$/m.exec(stdout)?.[1] ?? '';
    expect((await signIn('ravi', password)).json()).toMatchObject({
      user: { username: 'ravi', role: 'dispatcher', area: 'indore' },
    });
  });

  test('programs are told as JSON, with the password that was made up', async () => {
    const added = JSON.parse((await run('user add json --role admin --json')).stdout);
    expect(added).toMatchObject({ id: expect.any(Number), username: 'json', role: 'admin' });
    expect((await signIn('json', added.password)).statusCode).toBe(200);
    const reset = JSON.parse((await run('user reset-password json --json')).stdout);
    expect(reset).toEqual({ ...added, password: expect.any(String) });
    expect((await signIn('json', reset.password)).statusCode).toBe(200);
    const chosen = await run('user reset-password json --json --password -', USER_PASSWORD);
    expect(JSON.parse(chosen.stdout)).toMatchObject({ username: 'json', password: null });
  });

  test('a chosen password is read from standard input and not printed', async () => {
    const { stdout } = await run('user add asha --role biller --password -', `${USER_PASSWORD}\n`);
    expect(stdout).toBe('Added the biller asha.\n');
    expect((await signIn('asha', USER_PASSWORD)).statusCode).toBe(200);
  });

  test('a password that is set anew ends the sessions', async () => {
    await run('user add mona --role admin --password first-of-the-harvest');
    const session = await signIn('mona', 'first-of-the-harvest');
    const headers = { cookie: String(session.headers['set-cookie']).split(';')[0] ?? '' };
    const { code } = await run('user reset-password Mona --password second-of-the-harvest');
    expect(code).toBe(0);
    expect((await signIn('mona', 'second-of-the-harvest')).statusCode).toBe(200);
    await expect
      .poll(async () => (await app.inject({ url: '/api/v2/session', headers })).statusCode)
      .toBe(401);
  });

  test('the list shows them', async () => {
    const { stdout } = await run('user list --json');
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ username: 'admin', role: 'admin', active: true }),
    );
    expect((await run('user list')).stdout).toMatch(/^admin +admin$/m);
  });

  test.each([
    ['a name that is taken', 'user add ADMIN --role admin', 'Another user has this name'],
    ['a dispatcher without an area', 'user add noarea', 'A dispatcher needs an area'],
    ['an area that does not exist', 'user add x1 --area delhi', 'There is no area delhi'],
    ['a weak password', 'user add x2 --role admin --password password123', 'The password'],
    ['nobody', 'user reset-password nobody', 'There is no user nobody.'],
  ])('%s is refused in a sentence', async (_what, args, message) => {
    const { code, stderr } = await run(args);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });
});

describe('trace', () => {
  test('tells where a bag went', async () => {
    const { send } = scanner(app, await asAdmin());
    await send([{ action: 'pack', code: '0016586', parent: 'SB12345' }]);
    const { stdout } = await run('trace 0016586 --json');
    expect(JSON.parse(stdout)).toMatchObject({ parent: { code: 'SB12345' } });
    const inWords = (await run('trace 0016586')).stdout;
    expect(inWords).toMatch(/parent +SB12345 \(Mustard, open\)/);
    expect(inWords).toMatch(/pack: packed by admin \(SB12345\)/);
    expect((await run('trace SB12345')).stdout).toMatch(/Children:\n {2}0016586 /);
  });

  test('a bag that nobody knows is a failure', async () => {
    expect(await run('trace 9999999')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('verify', () => {
  test('ends with 0 when nothing differs, and with 1 when something does', async () => {
    const sound = await run('verify');
    expect(sound.stdout).toMatch(/^0 differences in [\d,]+ bags, [\d,]+ scans/);
    expect(sound.stderr).toContain('Verifying: 100 %');
    expect(sound.code).toBe(0);
    await db.runText(`update bag set child_count = 2 where code = 'SB12345'`, []);
    const damaged = await run('verify');
    expect(damaged.stdout).toContain('SB12345: child_count is 2, but 1 children lie in it');
    expect(damaged.code).toBe(1);
    await db.runText(`update bag set child_count = 1 where code = 'SB12345'`, []);
    expect(JSON.parse((await run('verify --json')).stdout)).toMatchObject({ differences: 0 });
  });
});

describe('a new database', () => {
  test('of its own role is migrated once, filled with a demonstration, and sound', async () => {
    const empty = await makeTestDatabase('template1');
    const { database } = empty.owner;
    // As on a PostgreSQL of somebody's own, this role gives up changing the ledger it owns.
    const role = `owner_of_${database}`;
    await withClient(empty.superuser, async (client) => {
      await client.query(`create role ${role} login password '${empty.owner.password}'`);
      await client.query(`alter database ${database} owner to ${role}`);
      await client.query(`alter schema public owner to ${role}`);
    });
    const door = await openDatabaseUrl({ ...empty.owner, user: role });
    const runThere = (args: string) => runCli(args.split(' '), { DATABASE_URL: door.url });
    expect((await runThere('migrate')).stdout).toMatch(/^Migrations applied: \d+\.$/m);
    expect((await runThere('migrate')).stdout).toBe('Nothing to migrate.\n');
    const migrated = JSON.parse((await runThere('migrate --json')).stdout);
    expect(migrated).toEqual({ applied: 0, warning: null });
    const demo = await runThere('demo --bags 1000 --seed 3 --json');
    expect(JSON.parse(demo.stdout), demo.stderr).toMatchObject({
      bags: 1_000,
      seed: 3,
      users: ['demo.admin1', 'demo.biller1', 'demo.lucknow1'],
      firstAdmin: { username: 'admin', madeUpPassword: expect.any(String) },
    });
    expect((await runThere('verify')).stdout).toMatch(/^0 differences in 1,000 bags/);
    const again = await runThere('demo --bags 1000');
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('This database has bags or bills');
    await door.close();
    await empty.drop();
    await withClient({ ...empty.superuser, database: 'postgres' }, (client) =>
      client.query(`drop role ${role}`),
    );
  });
});
