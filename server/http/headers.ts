import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Meter } from '../monitor/meter.ts';

/**
 * The headers of every answer. They go through `reply`, which hands Node one object at the end;
 * headers set on the raw response would make Node merge the two, header by header.
 */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  reply.header('x-content-type-options', 'nosniff');
  reply.header('cache-control', 'no-store');
}

/** Once its certificate was accepted, a browser keeps to https for a year. */
const STRICT_TRANSPORT = 'max-age=31536000';

/** Notes in the same hook when each request began, as each hook costs. */
export function addCommonHeaders(app: FastifyInstance, hasTls: boolean, meter: Meter): void {
  app.decorateRequest('startedAtMs', 0);
  app.addHook('onRequest', (request, reply, done) => {
    if (meter.isOn) request.startedAtMs = performance.now();
    setCommonHeaders(request, reply);
    if (hasTls) reply.header('strict-transport-security', STRICT_TRANSPORT);
    done();
  });
}
