import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/scan.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { addRoute } from '../http/route.ts';
import { makeSenderOf } from '../http/sender.ts';
import { recordRefusals } from './audited.ts';
import { parseScan } from './parse.ts';
import { resultOf } from './result.ts';

/** The one door of scanning: requests of up to 500 scans, answered when they are durable. */
export function scanRoutes(app: FastifyInstance, deps: Deps): void {
  const senderOf = makeSenderOf(contract.recordScans);
  addRoute(app, deps, contract.recordScans, async ({ person, body, request }) => {
    // Between asking who is signed in and sending, another tab may have signed somebody else in.
    if (body.user !== undefined && body.user !== person.userId) {
      throw new CodedError('other_user', 'These scans belong to somebody who is not signed in');
    }
    const { codes } = deps.catalogue.current;
    const sender = senderOf(request, person);
    const requests = body.scans.map((scan) => parseScan(scan, person, codes, sender));
    const decisions = await deps.scans.record(requests);
    recordRefusals(deps.audit, decisions);
    deps.stations.count(decisions);
    return { results: decisions.map((decision, at) => resultOf(decision, body.scans[at]?.id)) };
  });
}
