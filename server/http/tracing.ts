import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestStart, Tracing } from '../telemetry/telemetry.ts';
import { parentOf } from './trace-context.ts';

/** Gives each request that is sampled a span, until the last byte of its answer is handed over. */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  app.addHook('onRequest', (request, _reply, done) => {
    request.span = tracing.beginRequest(startOf(request));
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (request.span !== null) tracing.endRequest(request.span, reply.statusCode);
    done();
  });
}

function startOf({ headers, id, ip, method, protocol, routeOptions, url }: FastifyRequest) {
  const start: RequestStart = {
    id,
    method,
    route: routeOptions.url ?? null,
    // Without the query, which holds what people look for.
    path: url.replace(/[?#].*$/, ''),
    scheme: protocol,
    ip,
    userAgent: headers['user-agent'] ?? null,
    parent: parentOf(headers),
  };
  return start;
}
