import { can } from '#domain/permission.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import type { Importer } from '../import/import.ts';
import { findActive } from './user.sql.ts';

/**
 * Who imports from the command line, where nobody signs in.
 * @param username null for the first active admin.
 * @throws {CodedError} user_unknown, not_allowed
 */
export async function findImporter({ db }: Deps, username: string | null): Promise<Importer> {
  const [user] = await db.run(findActive, [username]);
  if (user === undefined) {
    const whom = username === null ? 'admin' : `user ${username}`;
    throw new CodedError('user_unknown', `There is no active ${whom}`);
  }
  const person = { userId: user.id, role: user.role, areaId: user.area_id };
  if (!can(person, 'import')) throw new CodedError('not_allowed', `${username} may not import`);
  return person;
}
