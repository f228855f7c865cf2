import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/scan.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { listScans } from './ledger.ts';

export function ledgerRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.listScans, ({ person, query }) => listScans(deps, person, query));
}
