import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/api-key.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import type { KeyRow } from './api-key.sql.ts';
import * as keys from './api-key.ts';

/** Making, listing and revoking keys for programs. */
export function apiKeyRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.listApiKeys, async () => {
    return { items: (await keys.listKeys(deps)).map(toAnswer) };
  });
  addRoute(app, deps, contract.createApiKey, async ({ person, body, request }) => {
    const { row, key } = await keys.createKey(deps, { person, ip: request.ip }, body);
    return { ...toAnswer(row), key };
  });
  addRoute(app, deps, contract.revokeApiKey, async ({ person, params, request }) => {
    await keys.revokeKey(deps, { person, ip: request.ip }, params.id);
    return null;
  });
}

function toAnswer(row: KeyRow): contract.ApiKey {
  const { id, name, prefix, role, area } = row;
  return {
    id,
    name,
    prefix,
    role,
    area,
    createdAt: row.created_at,
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}
