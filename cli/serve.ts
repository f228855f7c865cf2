import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { readConfig } from '#server/config.ts';
import { findServerFaults } from '#server/config-faults.ts';
import { makeLogger } from '#server/log.ts';
import { type RunningServer, startServer } from '#server/start.ts';
import type { Command } from './command.ts';

/** Past this something hangs; the next start recovers from whatever is left. */
const STOP_WAIT_MS = 9_500;

export const serve: Command = {
  usage: 'serve',
  summary: 'Start the server',
  details: 'It is configured by environment variables: see docs/operations.md.',
  options: {},
  positionals: [],
  run: async () => {
    const config = readConfig(process.env, findServerFaults);
    const log = makeLogger(config.logLevel);
    const stopping = new AbortController();
    // More of them while it stops change nothing.
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => stopping.abort());
    const server = await startServer(config, log, { signal: stopping.signal }).catch((error) => {
      if (stopping.signal.aborted) return null;
      throw error;
    });
    if (server === null) return 0;
    announce(server);
    flushCompileCache();
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
    setTimeout(() => process.exit(1), STOP_WAIT_MS).unref();
    await server.stop();
    console.log('TraitorTrack has stopped.');
    return 0;
  },
};

function announce({ address, firstAdmin }: RunningServer): void {
  console.log(`\n  TraitorTrack is ready at ${address}`);
  if (firstAdmin !== null) {
    console.log(`\n  Sign in as  ${firstAdmin.username}`);
    if (firstAdmin.madeUpPassword !== null) {
      console.log(`  Password    ${firstAdmin.madeUpPassword}`);
      console.log('  It is shown only this once: write it down.');
    }
  }
  console.log();
}
