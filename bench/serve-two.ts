import { once } from 'node:events';
import { join } from 'node:path';
import { readConfig } from '#server/config.ts';
import { makeLogger } from '#server/log.ts';
import { startServer } from '#server/start.ts';

/**
 * Two servers in one process, each with its own database below `DATA_DIR`: one that measures what
 * it does and one that does not. `first`, `second` or `both` says which measure. The first tells
 * the address of the second.
 */

const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());
const measured = process.argv.at(-1);
const second = await start('second', () => '');
const first = await start('first', () => second.address);
console.log(`ready at ${first.address}`);
if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
await first.stop();
await second.stop();

async function start(name: 'first' | 'second', tellOther: () => string) {
  const config = readConfig(process.env);
  const own = { ...config, dataDir: join(config.dataDir, name) };
  return startServer(own, makeLogger(config.logLevel), {
    signal: stopping.signal,
    isMeasured: measured === name || measured === 'both',
    extend: (app) => {
      app.get('/bench/no-op', (_request, reply) => reply.send('{"ok":true}'));
      app.get('/bench/other', (_request, reply) => reply.send(tellOther()));
    },
  });
}
