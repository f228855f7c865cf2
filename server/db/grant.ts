import { grantJobs } from '../jobs/schema.ts';
import type { Queryable } from './database.ts';
import { APP_ROLE, OWNER_ROLE } from './embedded/roles.ts';

/** Facts: rows are added and read, never changed or deleted. */
const APPEND_ONLY_TABLES = ['scan', 'audit_entry', 'reused_scan_id'];

/**
 * Gives the app's role what it needs and takes from it what would change history. On the embedded
 * database that is a role of its own; elsewhere the connected one, which as the tables' owner can
 * give up its own rights, unless it is a superuser.
 * @returns what to warn of, or null when history is safe from the app.
 */
export async function grantToApp(db: Queryable): Promise<string | null> {
  const [row] = await db.runText<{ role: string }>('select current_user as role', []);
  const connected = row?.role ?? '';
  const role = connected === OWNER_ROLE ? APP_ROLE : connected;
  const tables = APPEND_ONLY_TABLES.join(', ');
  if (role !== connected) {
    await db.runText(
      `grant select, insert, update, delete on all tables in schema public to ${APP_ROLE}`,
      [],
    );
    await db.runText(`grant usage on all sequences in schema public to ${APP_ROLE}`, []);
    await db.runText(`revoke insert, update, delete on schema_migration from ${APP_ROLE}`, []);
    await grantJobs(db, APP_ROLE);
  }
  const grantee = role === connected ? 'current_user' : APP_ROLE;
  await db.runText(`revoke update, delete, truncate on ${tables} from ${grantee}`, []);
  const [still] = await db.runText<{ can_change: boolean }>(
    `select bool_or(has_table_privilege($1, name, 'update, delete, truncate')) as can_change
    from unnest($2::text[]) as name`,
    [role, APPEND_ONLY_TABLES],
  );
  if (!still?.can_change) return null;
  return `The role ${role} could change ${tables}. Connect as one that is no superuser.`;
}
