import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/user.ts';
import type { Deps } from '../deps.ts';
import { etagOf, requireIfMatch } from '../http/etag.ts';
import { addRoute } from '../http/route.ts';
import type { UserRow } from './user.sql.ts';
import * as users from './user.ts';

/** The admin's view of users, and everybody's own password. */
export function userRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.listUsers, async () => {
    return { items: (await users.listUsers(deps)).map(toAnswer) };
  });
  addRoute(app, deps, contract.createUser, async ({ person, body, request, reply }) => {
    const user = await users.createUser(deps, { person, ip: request.ip }, body);
    reply.header('location', `/api/v2/users/${user.id}`).header('etag', etagOf(user.version));
    return toAnswer(user);
  });
  addRoute(app, deps, contract.getUser, async ({ params, reply }) => {
    const user = await users.getUser(deps, params.id);
    reply.header('etag', etagOf(user.version));
    return toAnswer(user);
  });
  addRoute(app, deps, contract.changeUser, async ({ person, params, body, request, reply }) => {
    const expectVersion = requireIfMatch(request);
    const by = { person, ip: request.ip };
    const user = await users.changeUser(deps, by, params.id, body, expectVersion);
    reply.header('etag', etagOf(user.version));
    return toAnswer(user);
  });
  addRoute(app, deps, contract.disableUser, async ({ person, params, request }) => {
    await users.disableUser(deps, { person, ip: request.ip }, params.id);
    return null;
  });
  addRoute(app, deps, contract.changeOwnPassword, async ({ person, body, request }) => {
    await users.changeOwnPassword(deps, { person, ip: request.ip }, body);
    return null;
  });
}

function toAnswer({ id, username, role, area, email, is_active, created_at }: UserRow) {
  return { id, username, role, area, email, active: is_active, createdAt: created_at };
}
