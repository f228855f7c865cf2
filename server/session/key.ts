import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { AuditLog } from '../audit/audit.ts';
import type { Database } from '../db/database.ts';
import { bearerOf } from '../http/origin.ts';
import { findKey, type UserRow } from './session.sql.ts';
import { hashToken } from './token.ts';

interface KeyDeps {
  readonly db: Database;
  readonly audit: AuditLog;
}

type KeyRow = UserRow & { readonly seconds_left: number | null };

const MARK = 'tt_';
const KEY_BYTES = 32;
const PREFIX_LENGTH = 9;
const REMEMBERED_MAX = 1_000;
/** Of one address, among those remembered: whoever only guesses does not fill the audit. */
const NOTED_MAX = 5;

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
 * Looks keys up in the database. Guessing is not limited: a key has 256 random bits, and a limit
 * would refuse good keys that come from the same address. A wrong key that is sent again and again
 * is a program that somebody has to mend: it is not looked up again, and noted once.
 */
export function makeKeyFinder({ db, audit }: KeyDeps) {
  const wrong = new Map<string, string>();
  return async (key: string, ip: string): Promise<KeyRow | null> => {
    const hash = hashToken(key);
    const known = hash.toString('base64');
    // A wrong key never becomes a right one.
    if (wrong.has(known)) return null;
    const [row] = await db.run(findKey, [hash]);
    if (row !== undefined) return row;
    const before = [...wrong.values()].filter((from) => from === ip).length;
    wrong.set(known, ip);
    const [oldest] = wrong.size > REMEMBERED_MAX ? wrong.keys() : [];
    if (oldest !== undefined) wrong.delete(oldest);
    if (before < NOTED_MAX) {
      const subject = `key:${prefixOf(key)}`;
      audit.recordLater({ actor: null, action: 'sign_in_failed', subject, ip });
    }
    return null;
  };
}
