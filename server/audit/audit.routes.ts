import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/audit.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { listAudit } from './list.ts';

/** Reading the audit; it is written by whoever changes something. */
export function auditRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.listAudit, ({ query }) => listAudit(deps, query));
}
