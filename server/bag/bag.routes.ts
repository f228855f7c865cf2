import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/bag.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { listBags } from './list.ts';
import { makeBagLookUp } from './look-up.ts';

export function bagRoutes(app: FastifyInstance, deps: Deps): void {
  const lookUp = makeBagLookUp(deps);
  addRoute(app, deps, contract.listBags, ({ person, query }) => listBags(deps, person, query));
  addRoute(app, deps, contract.getBag, ({ params }) => lookUp.getBag(params.code));
  addRoute(app, deps, contract.listChildren, async ({ params }) => ({
    items: await lookUp.listChildren(params.code),
  }));
}
