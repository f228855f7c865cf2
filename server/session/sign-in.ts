import type { AuditLog } from '../audit/audit.ts';
import type { Database } from '../db/database.ts';
import { CodedError } from '../http/problem.ts';
import { hashingGate, NOBODYS_HASH, verifyPassword } from './password.ts';
import {
  deleteOldSignInFailures,
  deleteSignInFailures,
  findLock,
  findUserToSignIn,
  insertSession,
  recordSignInFailure,
  type UserRow,
} from './session.sql.ts';
import { hashToken, makeToken } from './token.ts';

export interface SignInAttempt {
  readonly username: string;
  readonly password: string;
  readonly ip: string;
}

interface SignInDeps {
  readonly db: Database;
  readonly audit: AuditLog;
}

/** contract.md: "5 wrong passwords lock the account for that address for 15 minutes". */
const FAILURES_MAX = 5;
const LOCK_SECONDS = 15 * 60;

/**
 * Begins a session.
 * @throws {CodedError} wrong_password, account_locked, overloaded
 */
export async function signIn(
  deps: SignInDeps,
  attempt: SignInAttempt,
): Promise<{ readonly user: UserRow; readonly token: string }> {
  const user = await checkPassword(deps, attempt);
  if (user === null) {
    throw new CodedError('wrong_password', 'No account has this user name and password');
  }
  return { user, token: await beginSession(deps, attempt, user) };
}

/**
 * Checks a password and counts it when it is wrong.
 *
 * The lock is looked at inside the gate, just before the password: of a hundred guesses sent at
 * once, no more are tried than of a hundred sent one by one, give or take the gate's width.
 * @returns the user, or null when there is none of this name and password.
 * @throws {CodedError} account_locked, overloaded
 */
export function checkPassword(deps: SignInDeps, attempt: SignInAttempt): Promise<UserRow | null> {
  return hashingGate(async () => {
    await refuseLocked(deps, attempt);
    const [user] = await deps.db.run(findUserToSignIn, [attempt.username]);
    // Names that do not exist take as long and lock as well, or they could be told apart.
    const isRight = await verifyPassword(attempt.password, user?.password_hash ?? NOBODYS_HASH);
    if (user !== undefined && isRight) return user;
    await recordFailure(deps, attempt);
    return null;
  });
}

async function refuseLocked({ db, audit }: SignInDeps, attempt: SignInAttempt): Promise<void> {
  const { username, ip } = attempt;
  const [lock] = await db.run(findLock, [username, ip]);
  if (lock === undefined) return;
  audit.recordLater({ ...failureEntry(attempt), after: { locked: true } });
  const minutes = Math.ceil(lock.seconds_left / 60);
  throw new CodedError('account_locked', `Too many wrong passwords; try again in ${minutes} min`, {
    headers: { 'retry-after': String(lock.seconds_left) },
  });
}

async function recordFailure(deps: SignInDeps, attempt: SignInAttempt): Promise<void> {
  const { username, ip } = attempt;
  await deps.db.transaction(async (tx) => {
    await tx.run(recordSignInFailure, [username, ip, FAILURES_MAX, LOCK_SECONDS]);
    await deps.audit.record(tx, failureEntry(attempt));
  });
}

function failureEntry({ username, ip }: SignInAttempt) {
  return { actor: null, action: 'sign_in_failed', subject: `user:${username}`, ip } as const;
}

async function beginSession(
  { db, audit }: SignInDeps,
  { ip }: SignInAttempt,
  { user_id: userId, username }: UserRow,
): Promise<string> {
  const token = makeToken();
  await db.transaction(async (tx) => {
    await tx.run(deleteSignInFailures, [username, ip]);
    await tx.run(insertSession, [hashToken(token), userId]);
    await audit.record(tx, { actor: username, action: 'sign_in', subject: `user:${username}`, ip });
  });
  return token;
}

/** Failures that no longer count would pile up: names are whatever somebody types. */
export async function forgetOldFailures(db: Database): Promise<void> {
  await db.run(deleteOldSignInFailures, [LOCK_SECONDS]);
}
