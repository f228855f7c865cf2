import type { FastifyRequest } from 'fastify';
import { CodedError } from './problem.ts';

/**
 * Refuses a request that another site's page makes the browser send with our cookie. API keys are
 * exempt: no browser adds one by itself. Programs that are no browser send neither header and pass.
 * Browsers leave out `Sec-Fetch-Site` on plain http, as in a hall without certificates: there,
 * `Origin` decides.
 * @throws {CodedError} cross_origin
 */
export function refuseCrossOrigin(request: FastifyRequest): void {
  if (bearerOf(request) !== null) return;
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  const isOwn =
    site === undefined
      ? origin === undefined || hostOf(origin) === host?.toLowerCase()
      : site === 'same-origin' || site === 'none';
  if (!isOwn) throw new CodedError('cross_origin', 'Another site sent this request');
}

/** The credentials of `Authorization: Bearer ...`, or null without that header. */
export function bearerOf(request: FastifyRequest): string | null {
  const { authorization } = request.headers;
  if (authorization === undefined) return null;
  return /^bearer +(.+)$/i.exec(authorization)?.[1] ?? null;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
