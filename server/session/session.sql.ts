import type { Role } from '#domain/permission.ts';
import { statement } from '../db/statement.ts';

/** product.md is silent, contract.md is not: 12 hours without use, or 30 days. */
const LIVING = `
  session.last_used_at > now() - interval '12 hours'
  and session.created_at > now() - interval '30 days'`;

export interface UserRow {
  readonly user_id: number;
  readonly username: string;
  readonly role: Role;
  readonly area_id: number | null;
  readonly area_name: string | null;
}

const USER = `app_user.id as user_id, app_user.username, app_user.role, app_user.area_id,
    area.name as area_name`;

/**
 * $1 the token's hash. Notes the use at most every 5 minutes; that is how often a process asks for
 * a session in constant use, too.
 */
export const findSession = statement<UserRow & { readonly seconds_left: number }>(
  'findSession',
  `with used as (
    update session set last_used_at = now()
    where token_hash = $1 and last_used_at < now() - interval '5 minutes' and ${LIVING}
  )
  select ${USER},
    extract(epoch from session.created_at + interval '30 days' - now())::float8 as seconds_left
  from session
  join app_user on app_user.id = session.user_id and app_user.is_active
  left join area on area.id = app_user.area_id
  where session.token_hash = $1 and ${LIVING}`,
);

/** $1 the key's hash. Notes the use at most every 5 minutes, as `findSession` does. */
export const findKey = statement<UserRow & { readonly seconds_left: number | null }>(
  'findKey',
  `with used as (
    update api_key set last_used_at = now()
    where token_hash = $1 and (expires_at is null or expires_at > now())
      and (last_used_at is null or last_used_at < now() - interval '5 minutes')
  )
  select ${USER}, extract(epoch from api_key.expires_at - now())::float8 as seconds_left
  from api_key
  join app_user on app_user.id = api_key.user_id and app_user.is_active
  left join area on area.id = app_user.area_id
  where api_key.token_hash = $1 and (api_key.expires_at is null or api_key.expires_at > now())`,
);

/** $1 the token's hash, $2 user. */
export const insertSession = statement(
  'insertSession',
  'insert into session (token_hash, user_id) values ($1, $2)',
);

/** $1 the token's hash. */
export const deleteSession = statement(
  'deleteSession',
  'delete from session where token_hash = $1',
);

/** $1 user, $2 the hash of the one that goes on, or null. */
export const deleteSessionsOfUser = statement(
  'deleteSessionsOfUser',
  'delete from session where user_id = $1 and token_hash is distinct from $2',
);

export const deleteEndedSessions = statement(
  'deleteEndedSessions',
  `delete from session where not (${LIVING})`,
);

/** $1 user name, in any case. Disabled users and keys cannot sign in and are not found. */
export const findUserToSignIn = statement<UserRow & { readonly password_hash: string }>(
  'findUserToSignIn',
  `select ${USER}, app_user.password_hash
  from app_user
  left join area on area.id = app_user.area_id
  where lower(app_user.username) = lower($1) and app_user.is_active and not app_user.is_key`,
);

/** $1 user name, $2 address. A row when the account is locked for the address. */
export const findLock = statement<{ readonly seconds_left: number }>(
  'findLock',
  `select ceil(extract(epoch from locked_until - now()))::int as seconds_left
  from sign_in_failure
  where username = lower($1) and address = $2 and locked_until > now()`,
);

/**
 * $1 user name, $2 address, $3 failures that lock, $4 for how many seconds. A failure that is
 * older than a lock lasts no longer counts.
 */
export const recordSignInFailure = statement<{ readonly is_locked: boolean }>(
  'recordSignInFailure',
  `insert into sign_in_failure as known (username, address, failures, last_failed_at)
  values (lower($1), $2, 1, now())
  on conflict (username, address) do update set
    failures = case when known.last_failed_at < now() - make_interval(secs => $4) then 1
      else known.failures + 1 end,
    last_failed_at = now(),
    locked_until = case
      when known.last_failed_at >= now() - make_interval(secs => $4) and known.failures + 1 >= $3
        then now() + make_interval(secs => $4) end
  returning locked_until is not null as is_locked`,
);

/** $1 user name, $2 address. */
export const deleteSignInFailures = statement(
  'deleteSignInFailures',
  'delete from sign_in_failure where username = lower($1) and address = $2',
);

/** $1 seconds after which a failure no longer counts. */
export const deleteOldSignInFailures = statement(
  'deleteOldSignInFailures',
  `delete from sign_in_failure
  where greatest(last_failed_at, locked_until) < now() - make_interval(secs => $1)`,
);
