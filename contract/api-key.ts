import { type Static, Type } from 'typebox';
import { ROLES } from '#domain/permission.ts';
import { endpoint } from './endpoint.ts';
import { Id, Instant, Name, Nullable, OneOf } from './schema.ts';

/** Keys for programs, which act under a name, a role and an area of their own. */

const tag = 'API keys';

const AreaName = Nullable(Type.String({ description: "an area's name", examples: ['lucknow'] }));
const Expiry = Nullable(
  Type.String({ format: 'date-time', description: 'null: until it is revoked' }),
);

const ApiKey = Type.Object({
  id: Type.Integer(),
  name: Type.String({ description: 'in the ledger and the audit, as a user name is' }),
  prefix: Type.String({ description: 'how the key begins', examples: ['tt_q7Rf2w'] }),
  role: OneOf(ROLES),
  area: AreaName,
  createdAt: Instant,
  createdBy: Type.String(),
  lastUsedAt: Nullable(
    Type.String({ format: 'date-time', description: 'to within 5 minutes; null: never' }),
  ),
  expiresAt: Expiry,
});
export type ApiKey = Static<typeof ApiKey>;

export const listApiKeys = endpoint({
  method: 'GET',
  path: '/api/v2/api-keys',
  access: 'administer',
  tag,
  summary: 'List all API keys',
  description: 'Those that have expired as well; those that were revoked are in the audit.',
  response: { 200: Type.Object({ items: Type.Array(ApiKey) }) },
});

export const createApiKey = endpoint({
  method: 'POST',
  path: '/api/v2/api-keys',
  access: 'administer',
  tag,
  summary: 'Make an API key',
  description:
    'The answer is the only place where the key is shown: only its hash is stored. Send it as ' +
    '`Authorization: Bearer tt_...`. A dispatcher needs an area. Refused with `name_taken` where ' +
    'a user or another key has the name; the name of a revoked key may be used again.',
  body: Type.Object({
    name: Name,
    role: OneOf(ROLES),
    area: Type.Optional(AreaName),
    expiresAt: Type.Optional(Expiry),
  }),
  response: { 201: Type.Object({ ...ApiKey.properties, key: Type.String() }) },
});

export const revokeApiKey = endpoint({
  method: 'DELETE',
  path: '/api/v2/api-keys/:id',
  access: 'administer',
  tag,
  summary: 'Revoke an API key',
  description: 'Within a second it is refused by every process. Its name stays in the ledger.',
  params: Id,
  response: { 204: Type.Null() },
});
