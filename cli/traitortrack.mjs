#!/usr/bin/env node
// Runs the program on the Node that it brings along, whatever Node the machine has.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchEnvironment, NODE_FLAGS } from '../tool/launch.mjs';

const SIGNALED = 128;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'];

const root = fileURLToPath(new URL('..', import.meta.url));
// A checkout installs what is missing; an installed package has no list of its own.
if (existsSync(join(root, 'package-lock.json'))) await import('../tool/setup.mjs');
if (!process.exitCode) run();

function run() {
  const main = join(root, 'cli', 'main.ts');
  const child = spawn(findNode(), [...NODE_FLAGS, main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...launchEnvironment(root), ...process.env },
  });
  // A terminal's Ctrl-C reaches both; a signal sent to this process alone is passed on.
  for (const name of SIGNALS) process.on(name, () => child.kill(name));
  child.on('error', (error) => {
    console.error(`The Node that TraitorTrack brings along does not run: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, name) => {
    process.exitCode = code ?? SIGNALED + constants.signals[name];
  });
}

/** Where npm has put the package `node`, which is not always below this folder. */
function findNode() {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('node/package.json')), 'bin', 'node');
}
