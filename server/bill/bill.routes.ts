import type { FastifyInstance, FastifyReply } from 'fastify';
import * as contract from '#contract/bill.ts';
import type { Deps } from '../deps.ts';
import { etagOf, requireIfMatch } from '../http/etag.ts';
import { addRoute } from '../http/route.ts';
import { billOf } from './answer.ts';
import type { ShownBillRow } from './bill.sql.ts';
import * as bills from './bill.ts';
import { listBills } from './list.ts';
import { summariseBills } from './summary.ts';

/** Bills answer with their `ETag`, as whoever edits one needs it. */
export function billRoutes(app: FastifyInstance, deps: Deps): void {
  const answer = (reply: FastifyReply, bill: ShownBillRow): contract.Bill => {
    reply.header('etag', etagOf(bill.version));
    return billOf(bill, deps.catalogue.current.usernameById);
  };
  addRoute(app, deps, contract.listBills, ({ query }) => listBills(deps, query));
  addRoute(app, deps, contract.summariseBills, ({ query }) => summariseBills(deps, query));
  addRoute(app, deps, contract.createBill, async ({ person, body, request, reply }) => {
    const bill = await bills.createBill(deps, { person, ip: request.ip }, body);
    reply.header('location', `/api/v2/bills/${encodeURIComponent(bill.code)}`);
    return answer(reply, bill);
  });
  addRoute(app, deps, contract.getBill, async ({ params, reply }) =>
    answer(reply, await bills.getBill(deps, params.code)),
  );
  addRoute(app, deps, contract.editBill, async ({ person, params, body, request, reply }) => {
    const expectVersion = requireIfMatch(request);
    const by = { person, ip: request.ip };
    return answer(reply, await bills.editBill(deps, by, params.code, body, expectVersion));
  });
  addRoute(app, deps, contract.completeBill, async ({ person, params, body, request, reply }) => {
    const by = { person, ip: request.ip };
    return answer(reply, await bills.completeBill(deps, by, params.code, body?.reason));
  });
  addRoute(app, deps, contract.reopenBill, async ({ person, params, body, request, reply }) => {
    const by = { person, ip: request.ip };
    return answer(reply, await bills.reopenBill(deps, by, params.code, body.reason));
  });
  addRoute(app, deps, contract.deleteBill, async ({ person, params, request }) => {
    await bills.deleteBill(deps, { person, ip: request.ip }, params.code);
    return null;
  });
}
