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
/** The texts of times below are kept once made: to make them takes as long as to count them. */
const KEPT_US_MAX = 5_000;
const kept: (Shown | undefined)[] = Array.from({ length: KEPT_US_MAX });

/** The values of the two headers. */
interface Shown {
  readonly ms: string;
  readonly timing: string;
}

/**
 * Measures every answer until it is handed to the network, and says in its headers how long it
 * took. Each route has a hook of its own that knows its meter: to ask a request for its route makes
 * an object of twelve fields, which cost as much as all the rest.
 * @returns what measures the answers that no route gives.
 */
export function measureAnswers(app: FastifyInstance, meter: Meter): MeasureAnswer {
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
    if (!meter.isOn) return;
    const ms = startedAtMs === 0 ? 0 : performance.now() - startedAtMs;
    const us = Math.round(ms * US_PER_MS);
    const { ms: shown, timing } = kept[us] ?? show(us);
    reply.header('x-response-time-ms', shown);
    reply.header('server-timing', timing);
    route ??= meter.route(name);
    meter.recordAnswer(route, status, us);
  };
}

function show(us: number): Shown {
  const ms = (us / US_PER_MS).toFixed(3);
  const shown = { ms, timing: `total;dur=${ms}` };
  if (us < KEPT_US_MAX) kept[us] = shown;
  return shown;
}
