import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/legacy.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { makeSenderOf } from '../http/sender.ts';
import { checkHealth, millisecondsSince, scanChild, scanOntoBill, scanParent } from './legacy.ts';

/** The original system's addresses, over the same use cases as ours. */
export function legacyRoutes(app: FastifyInstance, deps: Deps): void {
  for (const endpoint of [contract.getHealth, contract.getApiHealth]) {
    addRoute(app, deps, endpoint, async ({ query, reply }) => {
      const health = await checkHealth(deps, query.check_db === 'true');
      if (health.status === 'unhealthy') reply.code(503);
      return health;
    });
  }
  for (const endpoint of [contract.apiParentScan, contract.fastParentScan]) {
    const senderOf = makeSenderOf(endpoint);
    addRoute(app, deps, endpoint, async ({ person, body, request, reply }) => {
      const startedAt = performance.now();
      const caller = { person, sender: senderOf(request, person) };
      const { isNoCode, ...answer } = await scanParent(deps, caller, body?.qr_code);
      if (isNoCode) reply.code(400);
      return { ...answer, time_ms: millisecondsSince(startedAt) };
    });
  }
  const childSenderOf = makeSenderOf(contract.fastChildScan);
  addRoute(app, deps, contract.fastChildScan, async ({ person, body, request, reply }) => {
    const startedAt = performance.now();
    const caller = { person, sender: childSenderOf(request, person) };
    const { isNoCode, ...answer } = await scanChild(deps, caller, body?.qr_code, body?.parent_qr);
    if (isNoCode) reply.code(400);
    return { ...answer, time_ms: millisecondsSince(startedAt) };
  });
  const billSenderOf = makeSenderOf(contract.fastBillScan);
  addRoute(app, deps, contract.fastBillScan, async ({ person, body, request }) => {
    const startedAt = performance.now();
    const caller = { person, sender: billSenderOf(request, person) };
    const answer = await scanOntoBill(deps, caller, body?.bill_id, body?.qr_code);
    return { ...answer, time_ms: millisecondsSince(startedAt) };
  });
}
