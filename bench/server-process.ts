import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { launchEnvironment, NODE_FLAGS } from '../tool/launch.mjs';

/** A server in a process of its own, as a user would start it. */
export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** From being spawned to being ready. */
  readonly startedInMs: number;
  /** Drains and ends; the exit code. */
  stop(): Promise<number | null>;
  /** As a power cut would. */
  kill(): Promise<void>;
}

export const BENCH_ADMIN = { username: 'admin', password: 'threshing-floor-9' } as const;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = join(ROOT, 'cli', 'main.ts');
const START_WAIT_MS = 60_000;

/**
 * Starts a server and waits until it says that it is ready.
 * @param env is all the environment that it gets besides PATH. PORT 0 takes a free port.
 * @param command is run by Node: the server itself unless a bench needs another.
 * @throws what the server wrote, when it ends before it is ready.
 */
export async function startServerProcess(
  env: Readonly<Record<string, string>>,
  command: readonly string[] = [MAIN, 'serve'],
): Promise<ServerProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...NODE_FLAGS, ...command], {
    env: {
      ...launchEnvironment(ROOT),
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'warn',
      ADMIN_USERNAME: BENCH_ADMIN.username,
      ADMIN_PASSWORD: BENCH_ADMIN.password,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await readyUrlOf(child);
  if (child.pid === undefined) throw new Error('the server has no process');
  return {
    pid: child.pid,
    port: Number(new URL(url).port),
    url,
    startedInMs: performance.now() - startedAt,
    stop: () => end(child, 'SIGTERM'),
    kill: async () => void (await end(child, 'SIGKILL')),
  };
}

function readyUrlOf(child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the server has no output');
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the server ${why}:\n${said.join('\n')}`));
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      fail('was not ready in time');
    }, START_WAIT_MS);
    for (const stream of [stdout, stderr]) {
      createInterface(stream).on('line', (line) => {
        said.push(line);
        const url = /ready at (https?:\S+)/.exec(line)?.[1];
        if (url === undefined) return;
        clearTimeout(late);
        resolve(url);
      });
    }
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(`ended with ${code}`);
    });
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
  return child.exitCode;
}

const NOON = 12;

/** Where it is noon: what a site does each night does not fall into a measurement. */
export function zoneAtNoon(): string {
  const west = new Date().getUTCHours() - NOON;
  return `Etc/GMT${west < 0 ? '' : '+'}${west}`;
}
