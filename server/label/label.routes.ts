import type { FastifyInstance, FastifyReply } from 'fastify';
import * as contract from '#contract/label.ts';
import type { Deps } from '../deps.ts';
import { answerFile } from '../http/file.ts';
import { addRoute } from '../http/route.ts';
import { issueLabels, type LabelFile, listLabels, reprintLabels } from './label.ts';
import { previewLabels } from './preview.ts';

export function labelRoutes(app: FastifyInstance, deps: Deps): void {
  const answer = (reply: FastifyReply, { filename, format, body }: LabelFile) =>
    answerFile(reply, filename, format, body);
  addRoute(app, deps, contract.listLabels, ({ query }) => listLabels(deps, query));
  addRoute(app, deps, contract.previewLabels, ({ body }) => previewLabels(deps, body));
  addRoute(app, deps, contract.issueLabels, async ({ person, body, request, reply }) => {
    const file = await issueLabels(deps, { person, ip: request.ip }, body);
    reply.header('location', `/api/v2/labels/${file.issueId}`);
    return answer(reply, file);
  });
  addRoute(app, deps, contract.reprintLabels, async ({ person, params, body, request, reply }) => {
    const by = { person, ip: request.ip };
    return answer(reply, await reprintLabels(deps, by, params.id, body));
  });
}
