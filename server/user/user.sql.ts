import type { Role } from '#domain/permission.ts';
import { statement } from '../db/statement.ts';

export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
  readonly area: string | null;
  readonly email: string | null;
  readonly is_active: boolean;
  readonly created_at: string;
  readonly version: number;
}

/** Without the password's hash, which only `findPasswordHash` reads. */
const COLUMNS = `app_user.id, app_user.username, app_user.role, area.name as area, app_user.email,
  app_user.is_active, app_user.created_at, app_user.version`;
const FROM = 'from app_user left join area on area.id = app_user.area_id';

/** People: the accounts of keys are listed with their keys. */
export const listUsers = statement<UserRow>(
  'listUsers',
  `select ${COLUMNS} ${FROM} where not app_user.is_key order by lower(app_user.username)`,
);

/** $1 id. */
export const findUser = statement<UserRow>(
  'findUser',
  `select ${COLUMNS} ${FROM} where app_user.id = $1 and not app_user.is_key`,
);

/** $1 id. Others who would change the user wait until this transaction ends. */
export const lockUser = statement<UserRow>(
  'lockUser',
  `select ${COLUMNS} ${FROM} where app_user.id = $1 and not app_user.is_key
  for no key update of app_user`,
);

/** All active admins, locked in one order: two that remove each other wait for each other. */
export const lockActiveAdmins = statement<{ readonly id: number }>(
  'lockActiveAdmins',
  `select id from app_user where role = 'admin' and is_active and not is_key
  order by id for no key update`,
);

/** $1 name, $2 role, $3 area, $4 e-mail, $5 password's hash. */
export const insertUser = statement<{ readonly id: number }>(
  'insertUser',
  `insert into app_user (username, role, area_id, email, password_hash)
  values ($1, $2, $3, $4, $5) returning id`,
);

/** As `insertUser`, but $5 whether active and $6 id. */
export const updateUser = statement(
  'updateUser',
  `update app_user set username = $1, role = $2, area_id = $3, email = $4, is_active = $5,
    version = version + 1
  where id = $6`,
);

/** $1 id. */
export const findPasswordHash = statement<{ readonly password_hash: string }>(
  'findPasswordHash',
  'select password_hash from app_user where id = $1',
);

/** $1 id, $2 hash. */
export const updatePasswordHash = statement(
  'updatePasswordHash',
  'update app_user set password_hash = $2 where id = $1',
);

export const findAnyUser = statement<{ readonly id: number }>(
  'findAnyUser',
  'select id from app_user limit 1',
);

/** Until the transaction ends, no other process makes a first admin. */
export const lockFirstAdmin = statement(
  'lockFirstAdmin',
  `select pg_advisory_xact_lock(hashtext('first admin'))`,
);

/** $1 user name; null for the admin that has been one longest. */
export const findActive = statement<{
  id: number;
  role: 'admin' | 'biller' | 'dispatcher';
  area_id: number | null;
}>(
  'user-find-active',
  `select id, role, area_id from app_user
   where is_active and not is_key and case when $1::text is null then role = 'admin'
     else lower(username) = lower($1) end
   order by id limit 1`,
);

export const listAdminAddresses = statement<{ readonly email: string }>(
  'user-list-admin-addresses',
  `select distinct email from app_user
   where role = 'admin' and is_active and email is not null order by email`,
);
