import type { FastifyRequest } from 'fastify';
import type { Endpoint } from '#contract/endpoint.ts';
import type { Sender } from '#domain/scan/request.ts';
import type { Person } from '../session/session.ts';

/**
 * Makes what tells who sends the scans of a request: once for all of them. Its door is written
 * beforehand, as to ask a request for its route makes an object of twelve fields.
 */
export function makeSenderOf({ method, path }: Endpoint) {
  const door = `${method} ${path}`;
  return ({ ip, id: traceId }: FastifyRequest, { username }: Person): Sender => {
    return { username, door, ip, traceId };
  };
}
