import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ConfigFault } from '#server/config.ts';
import { faultOf } from '#server/db/fault.ts';
import { summaryOf } from '#server/log.ts';
import { COMPILE_CACHE } from '../tool/launch.mjs';
import { type Command, helpOf, listing, parseArguments, UsageFault } from './command.ts';

const PROGRAM = 'traitortrack';
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Loaded only when called: most of a command's start is its imports. */
const COMMANDS = new Map<string, () => Promise<Command>>([
  ['serve', async () => (await import('./serve.ts')).serve],
  ['migrate', async () => (await import('./migrate.ts')).migrateCommand],
  ['user add', async () => (await import('./user.ts')).userAdd],
  ['user list', async () => (await import('./user.ts')).userList],
  ['user reset-password', async () => (await import('./user.ts')).userResetPassword],
  ['trace', async () => (await import('./trace.ts')).trace],
  ['import', async () => (await import('./import.ts')).importCommand],
  ['demo', async () => (await import('./demo.ts')).demo],
  ['export', async () => (await import('./export.ts')).exportCommand],
  ['verify', async () => (await import('./verify.ts')).verifyCommand],
  ['backup', async () => (await import('./backup.ts')).backupCommand],
  ['restore', async () => (await import('./restore.ts')).restoreCommand],
  ['tls', async () => (await import('./tls.ts')).tls],
  ['bench', async () => (await import('./bench.ts')).bench],
]);

const CACHE_FOLDER = fileURLToPath(new URL(`../${COMPILE_CACHE}`, import.meta.url));

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0 done, 1 failed, 2 wrong usage or configuration. */
async function main(args: readonly string[]): Promise<number> {
  const name = nameIn(args);
  const load = COMMANDS.get(name);
  if (load === undefined) return showCommands(args);
  enableCompileCache(CACHE_FOLDER);
  const command = await load();
  const rest = args.slice(name.split(' ').length);
  if (rest.includes('--help') && !command.takesAll) {
    console.log(helpOf(PROGRAM, command));
    return 0;
  }
  try {
    return await command.run(parseArguments(command, rest));
  } catch (error) {
    return explain(error, name);
  }
}

/** Names have one word or two: `user add`. */
function nameIn([first = '', second = '']: readonly string[]): string {
  const both = `${first} ${second}`;
  return COMMANDS.has(both) ? both : first;
}

async function showCommands(args: readonly string[]): Promise<number> {
  const isAsked = args.length === 0 || args[0] === 'help' || args.includes('--help');
  const commands = await Promise.all([...COMMANDS.values()].map((load) => load()));
  const rows = commands.map(({ usage, summary }) => [usage, summary] as const);
  const usage = `${PROGRAM} <command> [options]`;
  const text = `${usage}\n\n${listing(rows)}\n\nMore: --help after a command.`;
  if (isAsked) console.log(text);
  else console.error(`There is no command "${args.join(' ')}".\n\n${text}`);
  return isAsked ? 0 : EXIT_USAGE;
}

function explain(error: unknown, name: string): number {
  if (error instanceof UsageFault) {
    console.error(`${error.message}\nSee ${PROGRAM} ${name} --help.`);
    return EXIT_USAGE;
  }
  // What the database refuses has a sentence of its own for people.
  const told = faultOf(error) ?? error;
  console.error(told instanceof Error ? told.message : String(told));
  if (told instanceof Error && told.cause instanceof pg.DatabaseError) {
    console.error(`PostgreSQL says: ${told.cause.message}`);
  }
  // For those who mend it; everybody else has the sentence.
  if (process.env.LOG_LEVEL === 'debug') console.error(summaryOf(error));
  return error instanceof ConfigFault ? EXIT_USAGE : EXIT_FAILED;
}
