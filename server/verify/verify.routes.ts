import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/verify.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { listRuns, openVerifyRuns } from './runs.ts';

/** Verifying each night, and when asked. */
export function verifyRoutes(app: FastifyInstance, deps: Deps): void {
  const runs = openVerifyRuns(deps);
  app.addHook('onClose', () => runs.close());
  addRoute(app, deps, contract.listVerifyRuns, async () => ({ items: await listRuns(deps) }));
  addRoute(app, deps, contract.startVerifyRun, async ({ person, request }) => {
    const by = { person, ip: request.ip };
    const run = await runs.start(by);
    const entry = { actor: person.username, subject: `verify:${run.id}`, ip: request.ip };
    deps.audit.recordLater({ ...entry, action: 'verify.start' });
    return run;
  });
}
