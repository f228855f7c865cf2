import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/station.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { forgetOldStations, listStations } from './station.ts';

const FLUSH_INTERVAL_MS = 2_000;
const TIDY_INTERVAL_MS = 3_600_000;

/** Hearing stations, and the view over them; what is heard is written while the app runs. */
export function stationRoutes(app: FastifyInstance, deps: Deps): void {
  const { stations, db, log } = deps;
  let flushing = Promise.resolve();
  const flush = (): Promise<void> => {
    flushing = flushing.then(stations.flush);
    return flushing;
  };
  const tidy = (): void => {
    forgetOldStations(db).catch((error) =>
      log.warn({ err: error }, 'old stations are still there'),
    );
  };
  const timers = [setInterval(flush, FLUSH_INTERVAL_MS), setInterval(tidy, TIDY_INTERVAL_MS)];
  for (const timer of timers) timer.unref();
  app.addHook('onClose', async () => {
    for (const timer of timers) clearInterval(timer);
    await flush();
  });
  addRoute(app, deps, contract.sendHeartbeat, ({ person, body }) => stations.hear(person, body));
  addRoute(app, deps, contract.listStations, ({ person }) => listStations(deps, person));
}
