import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/scan.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { parseScan } from './parse.ts';
import { resultOf } from './result.ts';

export function scanRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.recordScans, async ({ person, body }) => {
    const { codes } = deps.catalogue.current;
    const requests = body.scans.map((scan) => parseScan(scan, person, codes));
    const decisions = await deps.scans.record(requests);
    return { results: decisions.map((decision, at) => resultOf(decision, body.scans[at]?.id)) };
  });
}
