import type { FastifyInstance } from 'fastify';

/** Which methods an address answers, whatever the request's own method. */
export interface KnownPaths {
  /** @param path without the query. @returns methods in order, empty for an unknown address. */
  methodsAt(path: string): string[];
}

/** Watches the routes that are added to `app` after this call. */
export function watchPaths(app: FastifyInstance): KnownPaths {
  const patterns = new Map<string, { readonly shape: RegExp; readonly methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = patterns.get(url) ?? { shape: shapeOf(url), methods: new Set() };
    for (const name of [method].flat()) known.methods.add(name);
    patterns.set(url, known);
  });
  return {
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
