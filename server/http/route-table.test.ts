import fastify from 'fastify';
import { expect, test } from 'vitest';
import { watchRoutes } from './route-table.ts';

const app = fastify();
const routes = watchRoutes(app);
for (const url of ['/bags/:code', '/bags/summary', '/exports/:kind.csv', '/web/*', '/']) {
  app.get(url, () => null);
}
app.post('/bags/:code', () => null);

test.each([
  ['/bags/SB12345', ['GET', 'HEAD', 'POST']],
  ['/bags/summary', ['GET', 'HEAD', 'POST']],
  ['/bags/B%2F17', ['GET', 'HEAD', 'POST']],
  ['/exports/bags.csv', ['GET', 'HEAD']],
  ['/web/a/b.js', ['GET', 'HEAD']],
  ['/', ['GET', 'HEAD']],
  ['/bags', []],
  ['/bags/SB12345/children', []],
  ['/bags/', []],
  ['/exports/bagsXcsv', []],
  ['/BAGS/SB12345', []],
])('%s answers %j', (path, methods) => {
  expect(routes.methodsAt(path)).toEqual(methods);
});
