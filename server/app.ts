import { readFile } from 'node:fs/promises';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { apiKeyRoutes } from './api-key/api-key.routes.ts';
import { areaRoutes } from './area/area.routes.ts';
import { auditRoutes } from './audit/audit.routes.ts';
import { bagRoutes } from './bag/bag.routes.ts';
import { billRoutes } from './bill/bill.routes.ts';
import type { Config } from './config.ts';
import type { Deps } from './deps.ts';
import { exportRoutes } from './export/export.routes.ts';
import { answerError, handleErrors } from './http/error-handler.ts';
import { takeForms } from './http/form.ts';
import { addCommonHeaders } from './http/headers.ts';
import { answerUnreadable, HEADERS_BYTES_MAX, makeServer } from './http/listener.ts';
import { CodedError } from './http/problem.ts';
import { watchRoutes as listRoutes } from './http/route-table.ts';
import { measureAnswers } from './http/timing.ts';
import { traceIdOf } from './http/trace-context.ts';
import { traceRequests } from './http/tracing.ts';
import { addValidators } from './http/validation.ts';
import { importRoutes } from './import/import.routes.ts';
import { labelRoutes } from './label/label.routes.ts';
import { legacyRoutes } from './legacy/legacy.routes.ts';
import { liveRoutes } from './live/live.routes.ts';
import { docsRoutes, pageRoutes } from './page/page.routes.ts';
import { paperRoutes } from './paper/paper.routes.ts';
import { productRoutes } from './product/product.routes.ts';
import { reportRoutes } from './report/report.routes.ts';
import { ledgerRoutes } from './scan/ledger.routes.ts';
import { scanRoutes } from './scan/scan.routes.ts';
import { sessionRoutes } from './session/session.routes.ts';
import { settingRoutes } from './setting/setting.routes.ts';
import { stationRoutes } from './station/station.routes.ts';
import { statsRoutes } from './stats/stats.routes.ts';
import { todayRoutes } from './today/today.routes.ts';
import { traceRoutes } from './trace/trace.routes.ts';
import { userRoutes } from './user/user.routes.ts';
import { verifyRoutes } from './verify/verify.routes.ts';
import { watchRoutes } from './watch/watch.routes.ts';
import { webhookRoutes } from './webhook/webhook.routes.ts';

const BODY_BYTES_MAX = 1024 * 1024;

/** What adds a feature's endpoints. */
type AddRoutes = (app: FastifyInstance, deps: Deps) => void;

const JSON_ROUTES: readonly AddRoutes[] = [
  sessionRoutes,
  userRoutes,
  areaRoutes,
  apiKeyRoutes,
  auditRoutes,
  productRoutes,
  settingRoutes,
  scanRoutes,
  ledgerRoutes,
  bagRoutes,
  traceRoutes,
  billRoutes,
  statsRoutes,
  todayRoutes,
  liveRoutes,
  stationRoutes,
  verifyRoutes,
  watchRoutes,
  exportRoutes,
  paperRoutes,
  labelRoutes,
  reportRoutes,
  webhookRoutes,
];
/** These take HTML forms, too. */
const FORM_ROUTES: readonly AddRoutes[] = [legacyRoutes, pageRoutes];

/**
 * The HTTP server with every feature's endpoints, ready for `listen` or `inject`.
 * @param extend adds routes that are no feature's.
 */
export async function buildApp(
  deps: Deps,
  extend?: (app: FastifyInstance, deps: Deps) => void,
): Promise<FastifyInstance> {
  const tls = await readTls(deps.config);
  const app = fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    // Few requests are logged: a logger for each would cost 4 of the 28 µs of the shortest ones.
    childLoggerFactory: (logger) => logger,
    serverFactory: (handler) => makeServer(tls, handler),
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerError,
    genReqId: ({ headers }) => traceIdOf(headers),
    bodyLimit: BODY_BYTES_MAX,
    // A whole label is a parameter, too; the limit of the headers is the only one.
    routerOptions: { maxParamLength: HEADERS_BYTES_MAX },
    return503OnClosing: false,
  });
  const routes = listRoutes(app);
  const measureUnknown = measureAnswers(app, deps.meter);
  addCommonHeaders(app, tls !== null, deps.meter);
  app.decorateRequest('span', null);
  if (deps.telemetry?.tracing) traceRequests(app, deps.telemetry.tracing);
  refuseWhenClosing(app);
  app.decorateRequest('person', null);
  addValidators(app);
  parseJson(app);
  handleErrors(app, routes, measureUnknown);
  for (const addRoutes of JSON_ROUTES) addRoutes(app, deps);
  docsRoutes(app, deps, routes.endpoints);
  extend?.(app, deps);
  await app.register((files) => importRoutes(files, deps));
  await app.register(async (forms) => {
    await takeForms(forms, BODY_BYTES_MAX);
    for (const addRoutes of FORM_ROUTES) addRoutes(forms, deps);
  });
  await app.ready();
  return app;
}

async function readTls({ tls }: Config): Promise<{ cert: Buffer; key: Buffer } | null> {
  if (tls === null) return null;
  const [cert, key] = await Promise.all([readFile(tls.certFile), readFile(tls.keyFile)]);
  return { cert, key };
}

/** While requests in flight are answered, those that come on open connections are not begun. */
function refuseWhenClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.addHook('onRequest', (_request, _reply, done) => {
    done(isClosing ? new CodedError('shutting_down', 'The server stops; try again') : undefined);
  });
}

/** JSON is the only body unless a feature adds another. An empty one is none, as many clients send
 * the header with every request. */
function parseJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, String(body), done);
  });
}
