import type { Role } from '#domain/permission.ts';
import { statement } from '../db/statement.ts';

export interface KeyRow {
  readonly id: number;
  readonly user_id: number;
  readonly name: string;
  readonly prefix: string;
  readonly role: Role;
  readonly area: string | null;
  readonly created_at: string;
  readonly created_by: string;
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
}

const COLUMNS = `api_key.id, api_key.user_id, app_user.username as name, api_key.prefix,
  app_user.role, area.name as area, api_key.created_at, api_key.created_by, api_key.last_used_at,
  api_key.expires_at`;
const FROM = `from api_key join app_user on app_user.id = api_key.user_id
  left join area on area.id = app_user.area_id`;

export const listKeys = statement<KeyRow>(
  'listKeys',
  `select ${COLUMNS} ${FROM} order by lower(app_user.username)`,
);

/** $1 id. Who would revoke it, too, waits until this transaction ends. */
export const lockKey = statement<KeyRow>(
  'lockKey',
  `select ${COLUMNS} ${FROM} where api_key.id = $1 for update of api_key`,
);

/**
 * $1 name, $2 role, $3 area, $4 a password's hash that nobody has the password of. The account of
 * a revoked key is taken again, so that the ledger goes on under one name. No row where the name
 * belongs to a person, or to another key.
 */
export const insertKeyAccount = statement<{ readonly id: number }>(
  'insertKeyAccount',
  `insert into app_user as known (username, role, area_id, password_hash, is_key)
  values ($1, $2, $3, $4, true)
  on conflict (lower(username)) do update set
    username = excluded.username, role = excluded.role, area_id = excluded.area_id,
    is_active = true, version = known.version + 1
  where known.is_key and not exists (select from api_key where user_id = known.id)
  returning id`,
);

/** $1 account, $2 the key's hash, $3 how it begins, $4 who made it, $5 expiry. */
export const insertKey = statement<{ readonly id: number }>(
  'insertKey',
  `insert into api_key (user_id, token_hash, prefix, created_by, expires_at)
  values ($1, $2, $3, $4, $5) returning id`,
);

/** $1 id. */
export const deleteKey = statement(
  'deleteKey',
  `with gone as (delete from api_key where id = $1 returning user_id)
  update app_user set is_active = false from gone where app_user.id = gone.user_id`,
);
