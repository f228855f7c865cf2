import type { Queryable } from '../db/database.ts';
import { listAdminAddresses as statement } from './user.sql.ts';

/** The e-mail addresses of all active admins that have one, each once. */
export async function listAdminAddresses(db: Queryable): Promise<string[]> {
  return (await db.run(statement)).map(({ email }) => email);
}
