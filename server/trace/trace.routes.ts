import type { FastifyInstance } from 'fastify';
import { traceBag } from '#contract/trace.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { makeTracer } from './trace.ts';

export function traceRoutes(app: FastifyInstance, deps: Deps): void {
  const trace = makeTracer(deps);
  addRoute(app, deps, traceBag, ({ params }) => trace(params.code));
}
