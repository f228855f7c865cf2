import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const TOOL = fileURLToPath(new URL('.', import.meta.url));
/** The PostgreSQL of these tests is somewhere else: none is to be installed. */
const ENV = { DATABASE_URL: 'postgres://localhost/db' };

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** A project that wants these packages, and where nothing is installed. */
async function makeProject(wanted: Record<string, { version: string }> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'traitortrack-setup-'));
  folders.push(root);
  await mkdir(join(root, 'tool'));
  for (const name of ['setup.mjs', 'turn.mjs']) {
    await copyFile(join(TOOL, name), join(root, 'tool', name));
  }
  const project = { name: 'project', version: '1.0.0' };
  const dependencies = Object.fromEntries(
    Object.entries(wanted).map(([path, { version }]) => [path.split('/').at(-1), version]),
  );
  const lock = {
    ...project,
    lockfileVersion: 3,
    packages: { '': { ...project, dependencies }, ...wanted },
  };
  await writeFile(join(root, 'package.json'), JSON.stringify({ ...project, dependencies }));
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock));
  return root;
}

/** What npm leaves behind when it has installed nothing but Node. */
async function installByHand(root: string, node = process.execPath): Promise<void> {
  const bin = join(root, 'node_modules', '.bin');
  await mkdir(bin, { recursive: true });
  await symlink(node, join(bin, 'node'));
  await writeFile(join(root, 'node_modules', '.package-lock.json'), '{"packages":{}}');
}

interface Ended {
  readonly code: number;
  readonly stderr: string;
}

function setUp(root: string, env: Record<string, string> = {}): Promise<Ended> {
  const args = [join(root, 'tool', 'setup.mjs')];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...ENV, ...env } }, (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

test('what is there already is looked at once, and not installed again', async () => {
  const root = await makeProject();
  await installByHand(root);
  expect(await setUp(root)).toEqual({ code: 0, stderr: '' });
  // Looking again would show that Node is gone.
  await rm(join(root, 'node_modules', '.bin', 'node'));
  expect(await setUp(root)).toEqual({ code: 0, stderr: '' });
});

test('a changed list of packages is installed', async () => {
  const root = await makeProject({ 'node_modules/gone': { version: '1.0.0' } });
  await installByHand(root);
  const { code, stderr } = await setUp(root, { PATH: '' });
  expect(stderr).toMatch(/^Installing .*\nnpm could not install the packages:\n.*npm ENOENT/);
  expect(code).toBe(1);
});

test('without the network it says so', async () => {
  const root = await makeProject({ 'node_modules/gone': { version: '1.0.0' } });
  const { code, stderr } = await setUp(root, {
    PATH: process.env.PATH ?? '',
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_fetch_retries: '0',
    npm_config_cache: join(root, 'cache'),
  });
  expect(stderr).toContain('The npm registry cannot be reached (ECONNREFUSED).');
  expect(code).toBe(1);
});

test('a Node that is too old is not accepted', async () => {
  const root = await makeProject();
  const old = join(root, 'old-node');
  await writeFile(old, '#!/bin/sh\necho v20.19.0\n', { mode: 0o755 });
  await installByHand(root, old);
  const { code, stderr } = await setUp(root);
  expect(stderr).toContain('npm has installed Node v20.19.0, not 26');
  expect(code).toBe(1);
});

test('a PostgreSQL that does not run is not accepted', async () => {
  const root = await makeProject();
  await installByHand(root);
  const { code, stderr } = await setUp(root, { DATABASE_URL: '' });
  expect(stderr).toContain('The PostgreSQL that npm has installed');
  expect(code).toBe(1);
});

test('of two setups at the same time one installs and the other waits', async () => {
  const root = await makeProject();
  const npm = join(root, 'npm-cli.js');
  await writeFile(
    npm,
    `const fs = require('node:fs');
    fs.appendFileSync(${JSON.stringify(join(root, 'installs'))}, process.argv[2] + ' ');
    fs.mkdirSync(${JSON.stringify(join(root, 'node_modules', '.bin'))}, { recursive: true });
    setTimeout(() => {
      fs.symlinkSync(process.execPath, ${JSON.stringify(join(root, 'node_modules/.bin/node'))});
    }, 300);`,
  );
  const env = { npm_execpath: npm };
  const codes = (await Promise.all([setUp(root, env), setUp(root, env)])).map(({ code }) => code);
  expect(codes).toEqual([0, 0]);
  expect(await readFile(join(root, 'installs'), 'utf8')).toBe('ci ');
});
