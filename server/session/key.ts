import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { AuditLog } from '../audit/audit.ts';
import type { Database } from '../db/database.ts';
import { bearerOf } from '../http/origin.ts';
import { CodedError } from '../http/problem.ts';
import { findKey, findLock, recordSignInFailure, type UserRow } from './session.sql.ts';
import { hashToken } from './token.ts';

interface KeyDeps {
  readonly db: Database;
  readonly audit: AuditLog;
}

type KeyRow = UserRow & { readonly seconds_left: number | null };

const MARK = 'tt_';
const KEY_BYTES = 32;
const PREFIX_LENGTH = 9;
/** As passwords: contract.md, "5 wrong passwords lock the account for that address". */
const WRONG_KEYS_MAX = 5;
const LOCK_SECONDS = 15 * 60;
/** No user name begins with a star: what is counted here is the address's alone. */
const COUNTED_AS = '*key';
const REMEMBERED_MAX = 1_000;

/** A new key: recognised by its beginning, by people and by what looks for leaked secrets. */
export function makeKey(): string {
  return MARK + randomBytes(KEY_BYTES).toString('base64url');
}

/** What is shown of a key afterwards, to tell it from others. */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/** The API key that a request carries, or null. It runs for every request without a cookie. */
export function keyOf(request: FastifyRequest): string | null {
  if (request.headers.authorization === undefined) return null;
  const bearer = bearerOf(request);
  return bearer?.startsWith(MARK) ? bearer : null;
}

/**
 * Looks keys up in the database, and limits guessing as at sign-in: after five different wrong
 * keys an address has to wait, for keys that are not in use yet. A wrong key that is sent again and
 * again is a program that somebody has to mend: it counts once, and is not looked up again.
 * @returns what finds a key's account; it throws `too_many_requests`.
 */
export function makeKeyFinder({ db, audit }: KeyDeps) {
  const wrong = new Set<string>();
  return async (key: string, ip: string): Promise<KeyRow | null> => {
    const hash = hashToken(key);
    const known = hash.toString('base64');
    // A wrong key never becomes a right one.
    if (wrong.has(known)) return null;
    const [lock] = await db.run(findLock, [COUNTED_AS, ip]);
    if (lock !== undefined) throw tooMany(lock.seconds_left);
    const [row] = await db.run(findKey, [hash]);
    if (row !== undefined) return row;
    wrong.add(known);
    const [oldest] = wrong.size > REMEMBERED_MAX ? wrong : [];
    if (oldest !== undefined) wrong.delete(oldest);
    await db.transaction(async (tx) => {
      await tx.run(recordSignInFailure, [COUNTED_AS, ip, WRONG_KEYS_MAX, LOCK_SECONDS]);
      const subject = `key:${prefixOf(key)}`;
      await audit.record(tx, { actor: null, action: 'sign_in_failed', subject, ip });
    });
    return null;
  };
}

function tooMany(seconds: number): CodedError {
  const minutes = Math.ceil(seconds / 60);
  return new CodedError('too_many_requests', `Too many wrong keys; try again in ${minutes} min`, {
    headers: { 'retry-after': String(seconds) },
  });
}
