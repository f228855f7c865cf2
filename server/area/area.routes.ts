import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/area.ts';
import type { Deps } from '../deps.ts';
import { etagOf, requireIfMatch } from '../http/etag.ts';
import { addRoute } from '../http/route.ts';
import type { AreaRow } from './area.sql.ts';
import * as areas from './area.ts';

/** Reading and changing areas. */
export function areaRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.listAreas, async () => {
    return { items: (await areas.listAreas(deps)).map(toAnswer) };
  });
  addRoute(app, deps, contract.createArea, async ({ person, body, request, reply }) => {
    const area = await areas.createArea(deps, { person, ip: request.ip }, body.name);
    reply.header('location', `/api/v2/areas/${area.id}`).header('etag', etagOf(area.version));
    return toAnswer(area);
  });
  addRoute(app, deps, contract.getArea, async ({ params, reply }) => {
    const area = await areas.getArea(deps, params.id);
    reply.header('etag', etagOf(area.version));
    return toAnswer(area);
  });
  addRoute(app, deps, contract.changeArea, async ({ person, params, body, request, reply }) => {
    const expectVersion = requireIfMatch(request);
    const by = { person, ip: request.ip };
    const area = await areas.renameArea(deps, by, params.id, body.name, expectVersion);
    reply.header('etag', etagOf(area.version));
    return toAnswer(area);
  });
}

function toAnswer({ id, name }: AreaRow) {
  return { id, name };
}
