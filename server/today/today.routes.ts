import type { FastifyInstance } from 'fastify';
import { getToday } from '#contract/today.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { makeToday } from './today.ts';

export function todayRoutes(app: FastifyInstance, deps: Deps): void {
  const tellToday = makeToday(deps);
  addRoute(app, deps, getToday, ({ person }) => tellToday(person));
}
