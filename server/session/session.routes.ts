import type { FastifyInstance } from 'fastify';
import { getSession, signIn, signOut } from '#contract/session.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import type { Person } from './session.ts';
import { clearSessionCookie, setSessionCookie } from './token.ts';

/** Signing in and out, for programs; `server/page/` has the forms. */
export function sessionRoutes(app: FastifyInstance, deps: Deps): void {
  const { config, sessions } = deps;
  addRoute(app, deps, signIn, async ({ body, request, reply }) => {
    const { person, token } = await sessions.signIn({ ...body, ip: request.ip });
    setSessionCookie(config, request, reply, token);
    return toAnswer(person, config.timeZone);
  });
  addRoute(app, deps, getSession, ({ person }) => toAnswer(person, config.timeZone));
  addRoute(app, deps, signOut, async ({ person, request, reply }) => {
    await sessions.signOut(person, request.ip);
    clearSessionCookie(config, request, reply);
    return null;
  });
}

function toAnswer({ userId, username, role, areaName }: Person, timeZone: string) {
  return { user: { id: userId, username, role, area: areaName }, timeZone };
}
