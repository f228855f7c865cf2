import { randomBytes } from 'node:crypto';
import { ConfigFault } from '../config.ts';
import { adminPasswordFault } from '../config-faults.ts';
import type { Database } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { hashPassword } from '../session/password.ts';
import { findAnyUser, insertUser, lockFirstAdmin } from './user.sql.ts';

const RANDOM_PASSWORD_BYTES = 12;

/**
 * Makes the first admin when there is no user at all, whichever process comes first.
 * @returns null when there are users; else the name, and the password if it was not configured and
 *   must be shown, once.
 * @throws {ConfigFault} where a password is configured that no user could take
 */
export async function ensureFirstAdmin(
  deps: Pick<Deps, 'config' | 'db' | 'audit' | 'catalogue'>,
): Promise<{ readonly username: string; readonly madeUpPassword: string | null } | null> {
  const { db, config, catalogue } = deps;
  if (await hasUsers(db)) return null;
  const fault = adminPasswordFault(config.admin);
  if (fault !== null) throw new ConfigFault([fault]);
  const { username, password } = config.admin;
  const madeUpPassword =
    password === null ? randomBytes(RANDOM_PASSWORD_BYTES).toString('base64url') : null;
  const hash = await hashPassword(password ?? madeUpPassword ?? '');
  const isMade = await insertFirst(deps, username, hash);
  await catalogue.refresh();
  return isMade ? { username, madeUpPassword } : null;
}

async function hasUsers(db: Pick<Database, 'run'>): Promise<boolean> {
  return (await db.run(findAnyUser)).length > 0;
}

function insertFirst(
  { db, audit }: Pick<Deps, 'db' | 'audit'>,
  username: string,
  hash: string,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.run(lockFirstAdmin);
    if (await hasUsers(tx)) return false;
    await tx.run(insertUser, [username, 'admin', null, null, hash]);
    const after = { role: 'admin' };
    const subject = `user:${username}`;
    await audit.record(tx, { actor: null, action: 'user.create', subject, after, ip: null });
    return true;
  });
}
