import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Meter, RouteMeter } from '../monitor/meter.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** When its head had been read, by `performance.now()`. */
    startedAtMs: number;
  }
}

/** Counts the answer to a request that reaches no route, and says how long it took. */
export type MeasureAnswer = (request: FastifyRequest, reply: FastifyReply, status: number) => void;

/** What reaches no route is counted together: addresses are the client's to make up. */
const NO_ROUTE = 'unknown address';
const US_PER_MS = 1_000;
/** `.000` to `.999`: to write a number with decimals anew each time takes longer. */
const FRACTIONS = Array.from({ length: US_PER_MS }, (_, us) => `.${String(us).padStart(3, '0')}`);

/**
 * Measures every answer until it is handed to the network, and says in its headers how long it
 * took. Each route has a hook of its own that knows its meter: to ask a request for its route makes
 * an object of twelve fields, which cost as much as all the rest.
 * @returns what measures the answers that no route gives.
 */
export function measureAnswers(app: FastifyInstance, meter: Meter): MeasureAnswer {
  if (!meter.isOn) return () => undefined;
  app.addHook('onRoute', (route) => {
    const measure = measureAs(meter, nameOf(route));
    route.onSend = [
      ...[route.onSend ?? []].flat(),
      (request, reply, payload, done) => {
        measure(request, reply, reply.statusCode);
        done(null, payload);
      },
    ];
  });
  return measureAs(meter, NO_ROUTE);
}

function nameOf({ method, url }: RouteOptions): string {
  return `${[method].flat().join()} ${url}`;
}

function measureAs(meter: Meter, name: string): MeasureAnswer {
  // Made by its first answer: most routes of a process are never asked for.
  let route: RouteMeter | null = null;
  return ({ startedAtMs }, reply, status) => {
    const ms = startedAtMs === 0 ? 0 : performance.now() - startedAtMs;
    const us = Math.round(ms * US_PER_MS);
    const shown = `${Math.trunc(us / US_PER_MS)}${FRACTIONS[us % US_PER_MS]}`;
    reply.header('x-response-time-ms', shown);
    reply.header('server-timing', `total;dur=${shown}`);
    route ??= meter.route(name);
    meter.recordAnswer(route, status, us);
  };
}
