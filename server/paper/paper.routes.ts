import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/paper.ts';
import type { Deps } from '../deps.ts';
import { answerFile } from '../http/file.ts';
import { addRoute } from '../http/route.ts';
import { makeSlipPrinter, printBill } from './paper.ts';

export function paperRoutes(app: FastifyInstance, deps: Deps): void {
  const printSlip = makeSlipPrinter(deps);
  addRoute(app, deps, contract.getBillDocument, async ({ params, reply }) => {
    const { pdf, filename } = await printBill(deps, params.code);
    return answerFile(reply, filename, 'pdf', pdf);
  });
  addRoute(app, deps, contract.getPackingSlip, async ({ params, reply }) => {
    const { pdf, filename } = await printSlip(params.code);
    return answerFile(reply, filename, 'pdf', pdf);
  });
}
