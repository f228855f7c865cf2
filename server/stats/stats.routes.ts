import type { FastifyInstance } from 'fastify';
import { getStats } from '#contract/stats.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { makeStats } from './stats.ts';

export function statsRoutes(app: FastifyInstance, deps: Deps): void {
  const tellStats = makeStats(deps);
  addRoute(app, deps, getStats, ({ reply }) => {
    const answer = tellStats();
    const send = ({ stats, text }: Awaited<typeof answer>) => {
      reply.type('application/json; charset=utf-8').serializer(() => text);
      return stats;
    };
    return answer instanceof Promise ? answer.then(send) : send(answer);
  });
}
