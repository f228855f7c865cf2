import type { FastifyRequest } from 'fastify';
import type { Sender } from '#domain/scan/request.ts';
import type { Person } from '../session/session.ts';

/** Who sends the scans of a request: made once, and shared by all of them. */
export function senderOf(request: FastifyRequest, { username }: Person): Sender {
  const { method, routeOptions, ip, id: traceId } = request;
  return { username, door: `${method} ${routeOptions.url}`, ip, traceId };
}
