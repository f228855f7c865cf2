import type { Static } from 'typebox';
import type { changeUser as changeEndpoint, createUser as createEndpoint } from '#contract/user.ts';
import { passwordFault } from '#domain/password.ts';
import type { By } from '../audit/audit.ts';
import { diffOf } from '../audit/diff.ts';
import { publishCatalogueChange } from '../catalogue/catalogue.ts';
import type { Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { hashPassword } from '../session/password.ts';
import type { Person } from '../session/session.ts';
import { checkPassword } from '../session/sign-in.ts';
import * as sql from './user.sql.ts';

type NewUser = Static<typeof createEndpoint.body>;
type UserChange = Static<typeof changeEndpoint.body>;

/** Who changes a user. On the command line nobody is signed in, and there is no address. */
interface ByAdmin {
  readonly person: Person | null;
  readonly ip: string | null;
}

export function listUsers({ db }: Deps): Promise<sql.UserRow[]> {
  return db.run(sql.listUsers);
}

/** @throws {CodedError} user_unknown */
export async function getUser({ db }: Deps, id: number): Promise<sql.UserRow> {
  return only(await db.run(sql.findUser, [id]));
}

/** @throws {CodedError} weak_password, username_taken, not_possible */
export async function createUser(deps: Deps, by: ByAdmin, user: NewUser): Promise<sql.UserRow> {
  const { db, audit, catalogue } = deps;
  refuseWeak(user.password, user.username, '/password');
  const values = valuesOf(deps, { area: null, email: null, ...user });
  const hash = await hashPassword(user.password);
  const made = await db.transaction(async (tx) => {
    const [inserted] = await tx.run(sql.insertUser, [...values, hash]);
    const row = only(await tx.run(sql.findUser, [inserted?.id]));
    await audit.record(tx, { ...entryOf(by, row), action: 'user.create', after: shownOf(row) });
    await publishCatalogueChange(tx);
    return row;
  });
  await catalogue.refresh();
  return made;
}

/**
 * Changes what `change` names. Role, area and activity count from the next request on, whichever
 * process answers it; a new password ends the user's sessions, as disabling does.
 * @param expectVersion throws when the user is not as the caller last saw them.
 * @throws {CodedError} user_unknown, etag_mismatch, own_account, last_admin, weak_password,
 *   username_taken, not_possible
 */
export async function changeUser(
  deps: Deps,
  by: ByAdmin,
  id: number,
  change: UserChange,
  expectVersion: (version: number) => void,
): Promise<sql.UserRow> {
  const { db, catalogue, sessions } = deps;
  const { password, ...fields } = change;
  const hash = password === undefined ? null : await hashStrong(deps, id, change, password);
  const changed = await db.transaction(async (tx) => {
    const admins = await tx.run(sql.lockActiveAdmins);
    const before = only(await tx.run(sql.lockUser, [id]));
    expectVersion(before.version);
    const wanted = { ...shownOf(before), ...fields };
    refuseOwnChange(by.person, before, wanted, password);
    refuseLastAdmin(admins, before, wanted);
    await tx.run(sql.updateUser, [...valuesOf(deps, wanted), wanted.active, id]);
    if (hash !== null) await setPassword(deps, tx, by, before, hash, null);
    else if (!wanted.active) await sessions.revokeAllOf(tx, id, null);
    else await sessions.announceChangeOf(tx, id);
    const after = only(await tx.run(sql.findUser, [id]));
    await recordChange(deps, tx, by, before, after);
    await publishCatalogueChange(tx);
    return after;
  });
  sessions.forget(id);
  await catalogue.refresh();
  return changed;
}

/** Disables a user: the row stays, as the ledger names them. Harmless when they are. */
export async function disableUser(deps: Deps, by: ByAdmin, id: number): Promise<void> {
  if (by.person?.userId === id) throw ownAccount();
  await changeUser(deps, by, id, { active: false }, () => undefined);
}

/**
 * @throws {CodedError} not_allowed for a key; weak_password; wrong_password, as 422: a 401 would
 *   say that the session has ended; account_locked, as guesses count here as well.
 */
export async function changeOwnPassword(
  deps: Deps,
  by: By,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { userId, username, tokenHash } = by.person;
  if (tokenHash === null) throw new CodedError('not_allowed', 'A key has no password');
  const attempt = { username, password: currentPassword, ip: by.ip };
  if ((await checkPassword(deps, attempt)) === null) {
    const detail = 'is not your password';
    throw new CodedError('wrong_password', 'The current password is wrong', {
      status: 422,
      errors: [{ pointer: '/currentPassword', detail }],
    });
  }
  refuseWeak(newPassword, username, '/newPassword');
  const hash = await hashPassword(newPassword);
  await deps.db.transaction(async (tx) => {
    await setPassword(deps, tx, by, only(await tx.run(sql.lockUser, [userId])), hash, tokenHash);
  });
  deps.sessions.forget(userId);
}

async function recordChange(
  { audit }: Deps,
  tx: Transaction,
  by: ByAdmin,
  before: sql.UserRow,
  after: sql.UserRow,
): Promise<void> {
  const diff = diffOf(shownOf(before), shownOf(after));
  if (diff === null) return;
  const action = after.is_active ? 'user.change' : 'user.disable';
  await audit.record(tx, { ...entryOf(by, before), action, ...diff });
}

async function setPassword(
  { audit, sessions }: Deps,
  tx: Transaction,
  by: ByAdmin,
  user: sql.UserRow,
  hash: string,
  sessionThatGoesOn: Buffer | null,
): Promise<void> {
  await tx.run(sql.updatePasswordHash, [user.id, hash]);
  await sessions.revokeAllOf(tx, user.id, sessionThatGoesOn);
  await audit.record(tx, { ...entryOf(by, user), action: 'user.password' });
}

/** Before the transaction: hashing takes longer than rows should be locked. */
async function hashStrong(
  deps: Deps,
  id: number,
  change: UserChange,
  password: string,
): Promise<string> {
  const username = change.username ?? (await getUser(deps, id)).username;
  refuseWeak(password, username, '/password');
  return hashPassword(password);
}

function refuseWeak(password: string, username: string, pointer: string): void {
  const detail = passwordFault(password, username);
  if (detail === null) return;
  throw new CodedError('weak_password', `The password ${detail}`, {
    errors: [{ pointer, detail }],
  });
}

type Wanted = ReturnType<typeof shownOf>;

/** product.md: "Nobody changes, deletes or demotes themselves". */
function refuseOwnChange(
  person: Person | null,
  before: sql.UserRow,
  wanted: Wanted,
  password: string | undefined,
): void {
  if (person?.userId !== before.id) return;
  const isSame =
    wanted.role === before.role &&
    wanted.area?.toLowerCase() === before.area?.toLowerCase() &&
    wanted.active === before.is_active;
  if (!isSame || password !== undefined) throw ownAccount();
}

function ownAccount(): CodedError {
  return new CodedError('own_account', 'Another admin has to do this');
}

/** The caller has locked the active admins, so that none of them goes meanwhile. */
function refuseLastAdmin(
  admins: readonly { readonly id: number }[],
  before: sql.UserRow,
  wanted: Wanted,
): void {
  const stays = wanted.role === 'admin' && wanted.active;
  const others = admins.filter(({ id }) => id !== before.id);
  if (stays || others.length > 0 || before.role !== 'admin') return;
  throw new CodedError('last_admin', 'Make somebody else an admin first');
}

/**
 * In the order of `insertUser` and `updateUser`.
 * @throws {CodedError} not_possible for an area that does not exist
 */
function valuesOf(deps: Deps, { username, role, area, email }: Omit<Wanted, 'active'>) {
  return [username, role, areaIdOf(deps, area), email];
}

/** @throws {CodedError} not_possible for an area that does not exist */
export function areaIdOf({ catalogue }: Deps, name: string | null): number | null {
  if (name === null) return null;
  const id = catalogue.current.areaIdByName.get(name.toLowerCase());
  if (id !== undefined) return id;
  const errors = [{ pointer: '/area', detail: 'is no area' }];
  throw new CodedError('not_possible', `There is no area ${name}`, { errors });
}

function only(rows: readonly sql.UserRow[]): sql.UserRow {
  const [row] = rows;
  if (row === undefined) throw new CodedError('user_unknown', 'There is no such user');
  return row;
}

function entryOf({ person, ip }: ByAdmin, { username }: sql.UserRow) {
  return { actor: person?.username ?? null, subject: `user:${username}`, ip };
}

function shownOf({ username, role, area, email, is_active: active }: sql.UserRow) {
  return { username, role, area, email, active };
}
