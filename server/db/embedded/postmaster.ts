import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';
import { readPidFile } from './processes.ts';
import type { SystemUser } from './system-user.ts';

const POLL_MS = 20;
// Replaying the log of a crash can take minutes on a slow disk.
const READY_WAIT_MS = 600_000;
// With SIGQUIT's second, well inside the 10 s that the whole server has to stop.
const FAST_STOP_WAIT_MS = 6_000;
// glibc gives a statement's memory back to the system when it ends and asks for it again, page
// fault by page fault, for the next one: a seventh of the time that recording scans takes.
const KEEP_MEMORY = {
  MALLOC_TOP_PAD_: String(4 * 1024 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(64 * 1024 * 1024),
  MALLOC_MMAP_THRESHOLD_: String(64 * 1024 * 1024),
};
const LAST_WORDS_WAIT_MS = 50;
const IMMEDIATE_STOP_WAIT_MS = 1_000;

export interface PostmasterOptions {
  readonly binary: string;
  readonly clusterDir: string;
  readonly args: readonly string[];
  readonly user: SystemUser | undefined;
  readonly log: Log;
}

export interface Postmaster {
  /** Resolves when it is gone, with the reason as far as it is known. Never rejects. */
  readonly exited: Promise<string>;
  /** Resolves when it accepts connections; rejects when it ends before that. */
  ready(): Promise<void>;
  /** Resolves when it is gone: fast shutdown first, then immediate, then SIGKILL. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL's main process in a session of its own: a Ctrl-C in the terminal goes to the
 * server alone, which finishes its work before it stops the database.
 */
export function spawnPostmaster(options: PostmasterOptions): Postmaster {
  const { binary, clusterDir, args, user, log } = options;
  const child = spawn(binary, ['-D', clusterDir, ...args], {
    ...user,
    cwd: clusterDir,
    env: KEEP_MEMORY,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lastFault = forwardLog(child.stderr, log);
  let isGone = false;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be run (${error.message})`));
    child.once('exit', (code, name) => {
      const status = name ? `was ended by ${name}` : `ended with ${code}`;
      const tell = (): void => resolve([status, lastFault()].filter(Boolean).join(': '));
      // Its last words may still be on the way. The end of the stream may not come at all for a
      // while: backends that outlive a killed postmaster hold it open.
      child.once('close', tell);
      setTimeout(tell, LAST_WORDS_WAIT_MS);
    });
  }).finally(() => {
    isGone = true;
  });

  async function ready(): Promise<void> {
    for (
      const end = performance.now() + READY_WAIT_MS;
      performance.now() < end;
      await sleep(POLL_MS)
    ) {
      if (isGone) throw new Error(`PostgreSQL did not start: it ${await exited}`);
      const pidFile = await readPidFile(clusterDir);
      if (pidFile?.pid === child.pid && pidFile?.isReady) return;
    }
    throw new Error(`PostgreSQL did not start within ${READY_WAIT_MS / 1000} s`);
  }

  async function stop(): Promise<void> {
    child.kill('SIGINT');
    if (await isExitWithin(exited, FAST_STOP_WAIT_MS)) return;
    log.warn({}, 'PostgreSQL is slow to stop: ending it at once; the next start will recover');
    child.kill('SIGQUIT');
    if (await isExitWithin(exited, IMMEDIATE_STOP_WAIT_MS)) return;
    child.kill('SIGKILL');
    await exited;
  }

  return { exited, ready, stop };
}

async function isExitWithin(exited: Promise<string>, waitMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(waitMs, false, { signal: timer.signal }).catch(() => false);
  const isGone = await Promise.race([exited.then(() => true), late]);
  timer.abort();
  return isGone;
}

/** Passes PostgreSQL's log on, and gives a function that tells the last serious line. */
function forwardLog(stream: Readable, log: Log): () => string {
  let level: 'debug' | 'warn' | 'error' = 'debug';
  let fault = '';
  createInterface({ input: stream }).on('line', (line) => {
    const [, severity, rest] = /^([A-Z]+\d?): +(.*)$/.exec(line) ?? [];
    // DETAIL, HINT and the like go with the line before them.
    if (severity && /^(DEBUG\d|LOG|INFO|NOTICE)$/.test(severity)) level = 'debug';
    if (severity && /^(WARNING|ERROR|FATAL)$/.test(severity)) level = 'warn';
    if (severity === 'PANIC') level = 'error';
    // "... is starting up", once for each attempt of a pool to connect during a restart.
    if (rest?.startsWith('the database system is ')) level = 'debug';
    if (rest && (severity === 'FATAL' || severity === 'PANIC')) fault = rest;
    log[level]({ from: 'postgresql' }, line);
  });
  return () => fault;
}
