import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Name, SmallId } from './schema.ts';

const tag = 'Products';

const CAPACITY_MAX = 1_000;
const WEIGHT_KG_MIN = 0.001;
const WEIGHT_KG_MAX = 100_000;

const Product = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  pattern: Type.String(),
  capacity: Type.Integer(),
  unitWeightKg: Type.Number(),
  expectedWeightKg: Type.Number(),
});

const WeightKg = Type.Number({
  minimum: WEIGHT_KG_MIN,
  maximum: WEIGHT_KG_MAX,
  description: 'in kg, with up to 3 decimals',
});

const fields = {
  name: Name,
  pattern: Type.String({
    description: 'fixed text with # for each digit, such as SB#####; no two match one text',
    examples: ['SB#####'],
  }),
  capacity: Type.Integer({ minimum: 1, maximum: CAPACITY_MAX }),
  unitWeightKg: WeightKg,
  expectedWeightKg: WeightKg,
};

export const listProducts = endpoint({
  method: 'GET',
  path: '/api/v2/products',
  access: 'signedIn',
  tag,
  summary: 'List all products',
  response: { 200: Type.Object({ items: Type.Array(Product) }) },
});

export const createProduct = endpoint({
  method: 'POST',
  path: '/api/v2/products',
  access: 'administer',
  tag,
  summary: 'Add a product',
  description:
    'Refused with `name_taken`; with `pattern_overlaps` when a text would match two patterns; ' +
    'with `pattern_in_use` when packets exist that would be read as codes of this product.',
  body: Type.Object(fields),
  response: { 201: Product },
});

export const getProduct = endpoint({
  method: 'GET',
  path: '/api/v2/products/:id',
  access: 'signedIn',
  tag,
  summary: 'One product',
  params: SmallId,
  response: { 200: Product },
});

export const changeProduct = endpoint({
  method: 'PATCH',
  needsIfMatch: true,
  path: '/api/v2/products/:id',
  access: 'administer',
  tag,
  summary: 'Change a product',
  description:
    'Needs `If-Match` with the ETag. Pattern and capacity stay as they are once a bag of the ' +
    'product exists (`product_in_use`).',
  params: SmallId,
  body: Type.Partial(Type.Object(fields)),
  response: { 200: Product },
});
