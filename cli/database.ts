import { type Config, readConfig } from '#server/config.ts';
import { findCommandFaults, findReaderFaults } from '#server/config-faults.ts';
import { type LocatedDatabase, locateDatabase } from '#server/db/locate.ts';
import { migrate } from '#server/db/migrate.ts';
import type { Deps } from '#server/deps.ts';
import { type Logger, makeLogger } from '#server/log.ts';
import { openDeps } from '#server/open-deps.ts';

/**
 * Runs a command's work on the configured database, migrated. A server may be running on it.
 * @param holder the command's name.
 * @param use what else must be right: a command that only reads makes no new site.
 */
export async function withDatabase<T>(
  holder: string,
  use: 'read' | 'write',
  work: (located: LocatedDatabase, config: Config, log: Logger) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env, use === 'read' ? findReaderFaults : findCommandFaults);
  const log = commandLogger(config);
  const located = await locateDatabase(config, log, { holder, isShared: true });
  try {
    await migrate(located.owner, log);
    return await work(located, config, log);
  } finally {
    await located.stop();
  }
}

/** The same for work that uses what the server's features stand on. */
export function withDeps<T>(
  holder: string,
  use: 'read' | 'write',
  work: (deps: Deps) => Promise<T>,
): Promise<T> {
  return withDatabase(holder, use, async ({ app }, config, log) => {
    // A command serves no requests that a collector could be told of.
    const alone = { ...config, telemetry: null };
    const { deps, close } = await openDeps(alone, log, { app, lists: app });
    return work(deps).finally(close);
  });
}

/** Commands say themselves what goes wrong; the log tells the rest when it is asked for. */
export function commandLogger({ logLevel }: Config): Logger {
  return makeLogger(process.env.LOG_LEVEL === undefined ? 'error' : logLevel);
}
