import type { FastifyInstance } from 'fastify';
import type { Endpoint } from '#contract/endpoint.ts';

export interface RouteTable {
  /** The contract's endpoints, in the order they were added. */
  readonly endpoints: readonly Endpoint[];
  /** @param path without the query. @returns methods in order, empty for an unknown address. */
  methodsAt(path: string): string[];
}

/** Notes the routes that are added to `app` after this call. */
export function watchRoutes(app: FastifyInstance): RouteTable {
  const endpoints: Endpoint[] = [];
  const patterns = new Map<string, { readonly shape: RegExp; readonly methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method, config }) => {
    // A GET's route is added once more, for HEAD.
    if (config?.endpoint !== undefined && method !== 'HEAD') endpoints.push(config.endpoint);
    const known = patterns.get(url) ?? { shape: shapeOf(url), methods: new Set() };
    for (const name of [method].flat()) known.methods.add(name);
    patterns.set(url, known);
  });
  return {
    endpoints,
    methodsAt: (path) => {
      const matching = [...patterns.values()].filter(({ shape }) => shape.test(path));
      return [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort();
    },
  };
}

/** `/bills/:code` as a regular expression, in the router's own syntax for parameters. */
function shapeOf(url: string): RegExp {
  const source = url
    .replaceAll(/[.+?^${}|[\]\\]/g, '\\$&')
    .replaceAll(/:[A-Za-z0-9_]+/g, '[^/]+')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}$`);
}
