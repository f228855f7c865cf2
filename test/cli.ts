import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program with these variables alone; nothing of the tests' own environment counts. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  main = MAIN,
): ChildProcess {
  return spawn(process.execPath, [main, ...args], { env, stdio: 'pipe' });
}

/** Runs a command to its end. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Ended> {
  const child = startCli(args, env);
  child.stdin?.end(input);
  return ended(child);
}

/** Waits for the end of a started program. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('its output must be piped');
  const [[code], out, errors] = await Promise.all([
    once(child, 'close'),
    text(stdout),
    text(stderr),
  ]);
  return { code, stdout: out, stderr: errors };
}
