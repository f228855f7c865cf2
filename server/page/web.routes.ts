import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { APP_SECTIONS, STATION_SECTION } from '#contract/web-path.ts';
import type { Deps } from '../deps.ts';
import { weightIn } from '../http/accept.ts';
import { CodedError } from '../http/problem.ts';
import { sendAnswer } from '../http/route.ts';
import { acceptsHtml, signInAddress } from '../http/sign-in-page.ts';
import { html } from './html.ts';
import { asPage, layout } from './page.ts';
import { readWebApp, type WebApp, type WebFile } from './web-app.ts';

const APP_FILE = '/index.html';
const STATION_FILE = '/station.html';

/** Nothing but our own files, whatever somebody manages to put into a page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Who is signed in is the first thing that the app asks: it need not wait for its scripts. */
const SESSION_LINK = '</api/v2/session>; rel=preload; as=fetch; crossorigin';

const SHELL_HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
};

/** Serves the web app. @returns what answers `/`, whose address is shared with programs. */
export function webRoutes(
  app: FastifyInstance,
  deps: Deps,
): (request: FastifyRequest, reply: FastifyReply) => Promise<string | Buffer | null> {
  const web = readWebApp(deps.config.webDir);
  if (web === null) deps.log.warn('the web app is not built: npm run build, then start again');
  serveFiles(app, web);
  const pageOf = (name: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    const person = await deps.sessions.find(request);
    if (person === null) return sendToSignIn(request, reply);
    const file = web?.files.get(name);
    if (file === undefined) return sayNotBuilt(reply);
    if (name === APP_FILE) {
      const files = web?.linkByPage.get(pageNameOf(request.url));
      reply.header('link', files === undefined ? SESSION_LINK : `${SESSION_LINK}, ${files}`);
    }
    return sendFile(request, reply, file);
  };
  const serve = (section: string, handle: ReturnType<typeof pageOf>) => {
    for (const path of [`/${section}`, `/${section}/*`]) {
      app.get(path, async (request, reply) => sendAnswer(reply, await handle(request, reply)));
    }
  };
  const openApp = pageOf(APP_FILE);
  for (const section of APP_SECTIONS) serve(section, openApp);
  serve(STATION_SECTION, pageOf(STATION_FILE));
  return openApp;
}

/** As the app names the file of each page: `bags-page` for `/bags`, `bag-page` for `/bags/SB1`. */
function pageNameOf(url: string): string {
  const [, section = '', ...rest] = url.replace(/[?#].*$/, '').split('/');
  if (section === '') return 'dashboard-page';
  return rest.length === 0 ? `${section}-page` : `${section.replace(/s$/, '')}-page`;
}

/** Everything of the build under its own name: nobody needs to be signed in to keep it offline. */
function serveFiles(app: FastifyInstance, web: WebApp | null): void {
  const files = web?.files ?? new Map<string, WebFile>();
  for (const [path, file] of files) {
    if (file.isImmutable) continue;
    app.get(path, (request, reply) => sendAnswer(reply, sendFile(request, reply, file)));
  }
  app.get<{ Params: { '*': string } }>('/asset/*', (request, reply) => {
    const file = files.get(`/asset/${request.params['*']}`);
    if (file === undefined) throw new CodedError('not_found', 'No such file in this version');
    return sendAnswer(reply, sendFile(request, reply, file));
  });
}

/** @returns the body in the form that the client understands best; none when it has it already. */
function sendFile(request: FastifyRequest, reply: FastifyReply, file: WebFile): Buffer | null {
  const { path, type, bytes, compressed, etag, isImmutable } = file;
  reply.header('etag', etag);
  reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (compressed.length > 0) {
    const vary = reply.getHeader('vary');
    reply.header('vary', vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`);
  }
  if (path === APP_FILE || path === STATION_FILE) reply.headers(SHELL_HEADERS);
  if (request.headers['if-none-match']?.includes(etag)) {
    reply.code(304);
    return null;
  }
  reply.type(type);
  const accepted = request.headers['accept-encoding'] ?? '';
  const smaller = compressed.find(([encoding]) => (weightIn(accepted, encoding) ?? 0) > 0);
  if (smaller === undefined) return bytes;
  reply.header('content-encoding', smaller[0]);
  return smaller[1];
}

function sendToSignIn(request: FastifyRequest, reply: FastifyReply): null {
  if (!acceptsHtml(request)) throw new CodedError('not_signed_in', 'Sign in first');
  reply.code(302).header('location', signInAddress(request.url));
  return null;
}

function sayNotBuilt(reply: FastifyReply): string {
  reply.code(503).header('retry-after', '60');
  const page = layout({
    title: 'Not built',
    body: html`<section class="card">
<h1>The web app is not built</h1>
<p>The server runs, and programs can use its API. For its pages run <code>npm run build</code> where
it is installed and start it again; <code>npm start</code> does both.</p>
</section>`,
  });
  return asPage(reply, page);
}
