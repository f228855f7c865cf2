import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { ended, runCli, startCli } from '#test/cli.ts';

const SHIM = fileURLToPath(new URL('./traitortrack.mjs', import.meta.url));

const DATA_DIR = await mkdtemp(join(tmpdir(), 'traitortrack-serve-'));
afterAll(() => rm(DATA_DIR, { recursive: true, force: true }));

/** Starts a server on a folder, and waits until it says that it is ready. */
async function serve(main?: string, dataDir = DATA_DIR) {
  const child = startCli(['serve'], { DATA_DIR: dataDir, PORT: '0' }, main);
  const ending = ended(child);
  const address = await addressOf(child);
  return { address, child, ending };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const [, address] = /ready at (\S+)\n/.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('close', () => reject(new Error(`it ended: ${output}`)));
  });
}

async function signIn(address: string, password: string): Promise<number> {
  const { status } = await fetch(`${address}/api/v2/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  return status;
}

test('the first start makes up a password and shows it, the next one does not', async () => {
  const first = await serve();
  first.child.kill('SIGTERM');
  const { code, stdout } = await first.ending;
  expect(code).toBe(0);
  const passwords = [...stdout.matchAll(/Password +(\S+)/g)].map(([, password]) => password ?? '');
  expect(passwords).toHaveLength(1);
  expect(stdout).toContain('TraitorTrack has stopped.');

  const second = await serve();
  expect(await signIn(second.address, passwords[0] ?? '')).toBe(200);
  second.child.kill('SIGINT');
  const end = await second.ending;
  expect(end.code).toBe(0);
  expect(end.stdout).not.toContain('Password');
});

test('all that is wrong with the configuration is said at once', async () => {
  const file = join(DATA_DIR, 'file');
  await writeFile(file, 'no certificate');
  const broken = {
    DATA_DIR: join(file, 'data'),
    PORT: 'x',
    TLS_CERT: join(DATA_DIR, 'nothing.pem'),
    TLS_KEY: file,
    ADMIN_PASSWORD: 'short',
  };
  const first = await ended(startCli(['serve'], broken));
  expect(first.code).toBe(2);
  for (const name of ['DATA_DIR', 'PORT', 'TLS_CERT cannot be read', 'ADMIN_PASSWORD']) {
    expect(first.stderr).toContain(`  - ${name}`);
  }
  const second = await ended(startCli(['serve'], { ...broken, DATA_DIR: file, TLS_CERT: file }));
  expect(second.code).toBe(2);
  for (const name of ['DATA_DIR', 'PORT', 'TLS_CERT and TLS_KEY', 'ADMIN_PASSWORD']) {
    expect(second.stderr).toContain(`  - ${name}`);
  }
});

test('a server that was killed leaves nothing in the way of the next', async () => {
  const killed = await serve();
  killed.child.kill('SIGKILL');
  await killed.ending;
  const next = await serve();
  expect(await signIn(next.address, 'not the password')).toBe(401);
  next.child.kill('SIGTERM');
  expect((await next.ending).code).toBe(0);
});

test('npx passes signals on, and the exit code back', async () => {
  const { child, ending } = await serve(SHIM);
  child.kill('SIGTERM');
  const { code, stdout } = await ending;
  expect(code).toBe(0);
  expect(stdout).toContain('TraitorTrack has stopped.');
});

// Two databases are made, and started five times in all.
test('a site moves to another folder by a backup that is taken while it runs', async () => {
  const file = join(DATA_DIR, 'site.backup');
  const old = await serve();
  const password = 'moved-with-the-harvest';
  await runCli(['user', 'reset-password', 'admin', '--password', '-'], { DATA_DIR }, password);
  const taken = await runCli(['backup', file], { DATA_DIR });
  expect(taken.stdout, taken.stderr).toMatch(/^Wrote \d+ rows of \d+ tables to /);
  const refused = await runCli(['restore', file], { DATA_DIR });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/The data folder .* is in use by 'serve' \(process \d+\)\. Stop/);
  old.child.kill('SIGTERM');
  await old.ending;

  const elsewhere = join(DATA_DIR, 'elsewhere');
  const put = await runCli(['restore', file], { DATA_DIR: elsewhere });
  expect(put.stdout, put.stderr).toMatch(/^Restored .*\n0 differences in 0 bags/);
  const moved = await serve(undefined, elsewhere);
  expect(await signIn(moved.address, password)).toBe(200);
  moved.child.kill('SIGTERM');
  expect((await moved.ending).stdout).not.toContain('Password');
}, 60_000);
