import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/product.ts';
import type { Deps } from '../deps.ts';
import { etagOf, requireIfMatch } from '../http/etag.ts';
import { addRoute } from '../http/route.ts';
import * as products from './product.ts';

/** Reading and changing products. */
export function productRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.listProducts, async () => {
    return { items: await products.listProducts(deps) };
  });
  addRoute(app, deps, contract.createProduct, async ({ person, body, request, reply }) => {
    const product = await products.createProduct(deps, { person, ip: request.ip }, body);
    reply.header('location', `/api/v2/products/${product.id}`);
    reply.header('etag', etagOf(product.version));
    return product;
  });
  addRoute(app, deps, contract.getProduct, async ({ params, reply }) => {
    const product = await products.getProduct(deps, params.id);
    reply.header('etag', etagOf(product.version));
    return product;
  });
  addRoute(app, deps, contract.changeProduct, async ({ person, params, body, request, reply }) => {
    const expectVersion = requireIfMatch(request);
    const by = { person, ip: request.ip };
    const product = await products.changeProduct(deps, by, params.id, body, expectVersion);
    reply.header('etag', etagOf(product.version));
    return product;
  });
}
