import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { Headers } from './harness.ts';

/** Somebody with a program. */
export interface Client {
  get(path: string): Promise<LightMyRequestResponse>;
  /** @param headers besides those of signing in. */
  post(path: string, payload?: object, headers?: Headers): Promise<LightMyRequestResponse>;
  patch(path: string, payload: object, headers?: Headers): Promise<LightMyRequestResponse>;
  delete(path: string): Promise<LightMyRequestResponse>;
}

/** @param headers what they are signed in with; none for somebody who is not. */
export function client(app: FastifyInstance, headers: Headers = {}): Client {
  return {
    get: (url) => app.inject({ method: 'GET', url, headers }),
    post: (url, payload, more = {}) =>
      app.inject({
        method: 'POST',
        url,
        headers: { ...headers, ...more },
        ...(payload === undefined ? {} : { payload }),
      }),
    patch: (url, payload, more = {}) =>
      app.inject({ method: 'PATCH', url, headers: { ...headers, ...more }, payload }),
    delete: (url) => app.inject({ method: 'DELETE', url, headers }),
  };
}
