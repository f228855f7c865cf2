import type { FastifyRequest } from 'fastify';
import type { Actor } from '#domain/permission.ts';
import type { AuditLog } from '../audit/audit.ts';
import type { Database, Transaction } from '../db/database.ts';
import { CodedError } from '../http/problem.ts';
import type { Logger } from '../log.ts';
import { type Notices, publish } from '../notice/notices.ts';
import { keyOf, makeKeyFinder } from './key.ts';
import {
  deleteEndedSessions,
  deleteSession,
  deleteSessionsOfUser,
  findSession,
  type UserRow,
} from './session.sql.ts';
import { forgetOldFailures, type SignInAttempt, signIn } from './sign-in.ts';
import { hashToken, tokenOf } from './token.ts';

/** Somebody who is signed in, or a program with a key. */
export interface Person extends Actor {
  readonly username: string;
  readonly areaName: string | null;
  /** The hash of the token they are signed in with: tells their sessions apart. Null of a key. */
  readonly tokenHash: Buffer | null;
}

export interface Sessions {
  /**
   * Who sends this request; null when nobody that we know. Who was seen lately is found at once,
   * without a promise.
   */
  find(request: FastifyRequest): Person | null | Promise<Person | null>;
  /** @throws {CodedError} wrong_password, account_locked, overloaded */
  signIn(attempt: SignInAttempt): Promise<{ readonly person: Person; readonly token: string }>;
  /** @throws {CodedError} not_allowed for a key. */
  signOut(person: Person, ip: string): Promise<void>;
  /**
   * Ends a user's sessions when the transaction commits, on all processes.
   * @param except the hash of a session's token that goes on.
   */
  revokeAllOf(tx: Transaction, userId: number, except: Buffer | null): Promise<void>;
  /** Makes all processes read a user (null: every user) anew, when the transaction commits. */
  announceChangeOf(tx: Transaction, userId: number | null): Promise<void>;
  /** Does so in this process at once, where the notice has not arrived yet. */
  forget(userId: number | null): void;
  usage(): { readonly entries: number; readonly hits: number; readonly misses: number };
  close(): void;
}

const TOPIC = 'session';
const EVERYBODY = 'everybody';
/** The net under the notices, and how exactly the last use is known (see `findSession`). */
const TIME_TO_LIVE_MS = 300_000;
const CACHED_SESSIONS_MAX = 10_000;
const CLEANING_INTERVAL_MS = 600_000;

interface CachedSession {
  readonly person: Person;
  readonly validUntilMs: number;
}

export function openSessions(deps: {
  readonly db: Database;
  readonly log: Logger;
  readonly notices: Notices;
  readonly audit: AuditLog;
}): Sessions {
  const { db, audit } = deps;
  const cache = makeCache();
  const load = async (token: string): Promise<Person | null> => {
    const tokenHash = hashToken(token);
    const remember = cache.beginRead();
    const [row] = await db.run(findSession, [tokenHash]);
    if (row === undefined) return null;
    const person = personOf(row, tokenHash);
    remember(token, person, Math.min(TIME_TO_LIVE_MS, row.seconds_left * 1_000));
    return person;
  };
  const findKey = makeKeyFinder(deps);
  const loadKey = async (key: string, ip: string): Promise<Person | null> => {
    const remember = cache.beginRead();
    const row = await findKey(key, ip);
    if (row === null) return null;
    const person = personOf(row, null);
    remember(key, person, Math.min(TIME_TO_LIVE_MS, (row.seconds_left ?? Infinity) * 1_000));
    return person;
  };
  const announceChangeOf = (tx: Transaction, userId: number | null): Promise<void> =>
    publish(tx, TOPIC, String(userId ?? EVERYBODY));
  const unsubscribe = deps.notices.subscribe(TOPIC, (whom) => {
    cache.forget(whom === null || whom === EVERYBODY ? null : Number(whom));
  });
  const cleaning = setInterval(() => clean(deps), CLEANING_INTERVAL_MS).unref();
  return {
    find: (request) => {
      const token = tokenOf(request);
      if (token !== null) return cache.get(token) ?? load(token);
      const key = keyOf(request);
      return key === null ? null : (cache.get(key) ?? loadKey(key, request.ip));
    },
    signIn: async (attempt) => {
      const { user, token } = await signIn(deps, attempt);
      return { person: personOf(user, hashToken(token)), token };
    },
    signOut: async ({ userId, username, tokenHash }, ip) => {
      if (tokenHash === null) {
        throw new CodedError('not_allowed', 'A key is in no session: an admin can revoke it');
      }
      await db.transaction(async (tx) => {
        await tx.run(deleteSession, [tokenHash]);
        await announceChangeOf(tx, userId);
        const subject = `user:${username}`;
        await audit.record(tx, { actor: username, action: 'sign_out', subject, ip });
      });
      cache.forget(userId);
    },
    revokeAllOf: async (tx, userId, except) => {
      await tx.run(deleteSessionsOfUser, [userId, except]);
      await announceChangeOf(tx, userId);
    },
    announceChangeOf,
    forget: cache.forget,
    usage: cache.usage,
    close: () => {
      clearInterval(cleaning);
      unsubscribe();
    },
  };
}

function personOf(row: UserRow, tokenHash: Buffer | null): Person {
  return {
    userId: row.user_id,
    username: row.username,
    role: row.role,
    areaId: row.area_id,
    areaName: row.area_name,
    tokenHash,
  };
}

/** By the token or key itself: a hit costs one look into a map, no hashing. */
function makeCache() {
  const entries = new Map<string, CachedSession>();
  let forgettings = 0;
  let hits = 0;
  let misses = 0;
  return {
    get: (token: string): Person | undefined => {
      const entry = entries.get(token);
      if (entry !== undefined && entry.validUntilMs > Date.now()) {
        hits++;
        return entry.person;
      }
      misses++;
      return undefined;
    },
    /** What is read before something is forgotten, and arrives after it, is not remembered. */
    beginRead: () => {
      const begunAt = forgettings;
      return (token: string, person: Person, livesMs: number): void => {
        if (begunAt !== forgettings) return;
        entries.delete(token);
        entries.set(token, { person, validUntilMs: Date.now() + livesMs });
        const oldest = entries.size > CACHED_SESSIONS_MAX ? entries.keys().next() : undefined;
        if (oldest?.value !== undefined) entries.delete(oldest.value);
      };
    },
    forget: (userId: number | null): void => {
      forgettings++;
      for (const [token, { person }] of entries) {
        if (userId === null || person.userId === userId) entries.delete(token);
      }
    },
    usage: () => ({ entries: entries.size, hits, misses }),
  };
}

function clean({ db, log }: { readonly db: Database; readonly log: Logger }): void {
  Promise.all([db.run(deleteEndedSessions), forgetOldFailures(db)]).catch((error) =>
    log.warn({ err: error }, 'ended sessions were not cleaned up; it will be tried again'),
  );
}
