import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Endpoint } from '#contract/endpoint.ts';
import { type ApiDocument, openApiOf } from '#contract/openapi.ts';
import * as contract from '#contract/page.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { addRoute } from '../http/route.ts';
import { acceptsHtml, safeNext } from '../http/sign-in-page.ts';
import { clearSessionCookie, setSessionCookie } from '../session/token.ts';
import { serveAsset } from './asset.ts';
import { docsPage } from './docs-page.ts';
import type { Html } from './html.ts';
import { installRoutes } from './install/install.routes.ts';
import { loginPage } from './login-page.ts';
import { asPage, STYLE } from './page.ts';
import { type Language, languageOf } from './text/language.ts';
import { LOGIN_TEXT } from './text/login-text.ts';
import { webRoutes } from './web.routes.ts';

export function pageRoutes(app: FastifyInstance, deps: Deps): void {
  const { config, sessions } = deps;
  serveAsset(app, STYLE);
  const openApp = webRoutes(app, deps);
  addRoute(app, deps, contract.getRoot, async ({ request, reply }) => {
    reply.header('vary', 'accept');
    if (!acceptsHtml(request)) return { status: 'ok' };
    return openApp(request, reply);
  });
  installRoutes(app, deps);
  addRoute(app, deps, contract.getLoginPage, ({ query, request, reply }) => {
    const language = languageOf(request, query.lang);
    return asPage(reply, loginPage({ language, next: safeNext(query.next) }));
  });
  addRoute(app, deps, contract.postLogin, async ({ query, body, request, reply }) => {
    const fault = request.validationError;
    if (fault?.validationContext === 'querystring') throw fault;
    const language = languageOf(request, query.lang);
    if (fault !== undefined) return refuseForm(reply, request.body, language);
    const next = safeNext(body.next);
    try {
      const { token } = await sessions.signIn({ ...body, ip: request.ip });
      setSessionCookie(config, request, reply, token);
      return redirect(reply, next);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      reply.code(error.status).headers({ ...error.extra.headers });
      const refusal = { username: body.username, reason: reasonOf(error, language) };
      return asPage(reply, loginPage({ language, next, refusal }));
    }
  });
  addRoute(app, deps, contract.postLogout, async ({ request, reply }) => {
    const person = await sessions.find(request);
    if (person !== null) await sessions.signOut(person, request.ip);
    clearSessionCookie(config, request, reply);
    return redirect(reply, '/login');
  });
}

const SHOWN_NAME_LENGTH_MAX = 200;

const API = {
  title: 'TraitorTrack API',
  version: '2',
  description:
    'Times are ISO 8601 in UTC, weights are kilograms. Sign in with `POST /api/v2/session` and ' +
    'send the cookie.',
};

/** @param endpoints all of the server's, once it is ready: these two are among them. */
export function docsRoutes(app: FastifyInstance, deps: Deps, endpoints: readonly Endpoint[]): void {
  let api: ApiDocument | undefined;
  let page: Html | undefined;
  const document = () => (api ??= openApiOf(API, endpoints));
  addRoute(app, deps, contract.getOpenApi, document);
  addRoute(app, deps, contract.getDocsPage, ({ reply }) => {
    page ??= docsPage(document());
    return asPage(reply, page);
  });
}

function reasonOf({ code, extra, message }: CodedError, language: Language): string {
  const text = LOGIN_TEXT[language];
  if (code === 'wrong_password') return text.wrongPassword;
  if (code !== 'account_locked') return message;
  return text.locked(Math.ceil(Number(extra.headers?.['retry-after'] ?? 0) / 60));
}

/** Without a name and a password that can be such, nobody tries to sign in. */
function refuseForm(reply: FastifyReply, body: unknown, language: Language): string {
  const field = (name: 'username' | 'next'): string | undefined => {
    const value = Object.entries(body ?? {}).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  reply.code(401);
  const username = field('username')?.slice(0, SHOWN_NAME_LENGTH_MAX) ?? '';
  const refusal = { username, reason: LOGIN_TEXT[language].wrongPassword };
  return asPage(reply, loginPage({ language, next: safeNext(field('next')), refusal }));
}

function redirect(reply: FastifyReply, path: string): null {
  reply.code(302).header('location', path);
  return null;
}
