import { once } from 'node:events';
import { readConfig } from '#server/config.ts';
import { makeLogger } from '#server/log.ts';
import { startServer } from '#server/start.ts';

/**
 * The server with one route more, which does nothing: what HTTP alone costs here. Two others switch
 * measuring off and on.
 */

const config = readConfig(process.env);
const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());
const server = await startServer(config, makeLogger(config.logLevel), {
  signal: stopping.signal,
  extend: (app, { meter }) => {
    app.get('/bench/no-op', (_request, reply) => reply.send('{"ok":true}'));
    for (const [state, isOn] of [['on', true] as const, ['off', false] as const]) {
      app.post(`/bench/measuring/${state}`, (_request, reply) => {
        meter.isOn = isOn;
        return reply.code(204).send();
      });
    }
  },
});
console.log(`ready at ${server.address}`);
if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
await server.stop();
