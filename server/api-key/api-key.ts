import type { Static } from 'typebox';
import type { createApiKey as createEndpoint } from '#contract/api-key.ts';
import type { By } from '../audit/audit.ts';
import { publishCatalogueChange } from '../catalogue/catalogue.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { makeKey, prefixOf } from '../session/key.ts';
import { NOBODYS_HASH } from '../session/password.ts';
import { hashToken } from '../session/token.ts';
import { areaIdOf } from '../user/user.ts';
import * as sql from './api-key.sql.ts';

type NewKey = Static<typeof createEndpoint.body>;

export function listKeys({ db }: Deps): Promise<sql.KeyRow[]> {
  return db.run(sql.listKeys);
}

/**
 * Makes a key with an account of its own.
 * @returns its row, and the key itself, which is stored nowhere.
 * @throws {CodedError} name_taken, not_possible
 */
export async function createKey(
  deps: Deps,
  { person, ip }: By,
  { name, role, area = null, expiresAt = null }: NewKey,
): Promise<{ readonly row: sql.KeyRow; readonly key: string }> {
  const account = [name, role, areaIdOf(deps, area), NOBODYS_HASH];
  const expiry = expiryOf(expiresAt);
  const key = makeKey();
  const row = await deps.db.transaction(async (tx) => {
    const [made] = await tx.run(sql.insertKeyAccount, account);
    if (made === undefined) {
      throw new CodedError('name_taken', 'A user or another key has this name');
    }
    const values = [made.id, hashToken(key), prefixOf(key), person.username, expiry];
    const [inserted] = await tx.run(sql.insertKey, values);
    const row = only(await tx.run(sql.lockKey, [inserted?.id]));
    const entry = { actor: person.username, subject: `key:${name}`, ip };
    await deps.audit.record(tx, { ...entry, action: 'key.create', after: shownOf(row) });
    await publishCatalogueChange(tx);
    return row;
  });
  await deps.catalogue.refresh();
  return { row, key };
}

/**
 * Ends a key, on all processes within a second.
 * @throws {CodedError} key_unknown
 */
export async function revokeKey(deps: Deps, { person, ip }: By, id: number): Promise<void> {
  const userId = await deps.db.transaction(async (tx) => {
    const row = only(await tx.run(sql.lockKey, [id]));
    await tx.run(sql.deleteKey, [id]);
    await deps.sessions.announceChangeOf(tx, row.user_id);
    const entry = { actor: person.username, subject: `key:${row.name}`, ip };
    await deps.audit.record(tx, { ...entry, action: 'key.delete', before: shownOf(row) });
    return row.user_id;
  });
  deps.sessions.forget(userId);
}

/** @throws {CodedError} not_possible for a time that no calendar has, or that has passed. */
function expiryOf(text: string | null): string | null {
  if (text === null) return null;
  const time = Date.parse(text);
  // Compared this way round, it refuses what is no time as well.
  if (time > Date.now()) return new Date(time).toISOString();
  const errors = [{ pointer: '/expiresAt', detail: 'must be in the future' }];
  throw new CodedError('not_possible', 'expiresAt must be in the future', { errors });
}

function only(rows: readonly sql.KeyRow[]): sql.KeyRow {
  const [row] = rows;
  if (row === undefined) throw new CodedError('key_unknown', 'There is no such key');
  return row;
}

function shownOf({ name, prefix, role, area, expires_at: expiresAt }: sql.KeyRow) {
  return { name, prefix, role, area, expiresAt };
}
