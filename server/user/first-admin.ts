import { randomBytes } from 'node:crypto';
import { recordEntry } from '../audit/audit.ts';
import type { Config } from '../config.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { hashPassword } from '../session/password.ts';
import { findAnyUser, insertUser, lockFirstAdmin } from './user.sql.ts';

const RANDOM_PASSWORD_BYTES = 12;

/** `madeUpPassword` must be shown, once; null where one was configured. */
export interface FirstAdmin {
  readonly username: string;
  readonly madeUpPassword: string | null;
}

/**
 * Makes the first admin when there is no user at all, whichever process comes first.
 * @returns null when there are users.
 */
export async function ensureFirstAdmin({
  db,
  config,
  catalogue,
}: Pick<Deps, 'config' | 'db' | 'catalogue'>): Promise<FirstAdmin | null> {
  if (await hasUsers(db)) return null;
  const made = await db.transaction((tx) => makeFirstAdmin(tx, config.admin));
  await catalogue.refresh();
  return made;
}

/** The same within other work, which makes users as well. */
export async function makeFirstAdmin(
  tx: Transaction,
  admin: Config['admin'],
): Promise<FirstAdmin | null> {
  await tx.run(lockFirstAdmin);
  if (await hasUsers(tx)) return null;
  const { username } = admin;
  const password = admin.password ?? randomBytes(RANDOM_PASSWORD_BYTES).toString('base64url');
  await tx.run(insertUser, [username, 'admin', null, null, await hashPassword(password)]);
  const after = { role: 'admin' };
  const subject = `user:${username}`;
  await recordEntry(tx, { actor: null, action: 'user.create', subject, after, ip: null });
  return { username, madeUpPassword: admin.password === null ? password : null };
}

async function hasUsers(db: Queryable): Promise<boolean> {
  return (await db.run(findAnyUser)).length > 0;
}
