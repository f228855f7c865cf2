import pg from 'pg';
import type { ErrorCode } from '#contract/error.ts';
import { CodedError, type FieldError } from '../http/problem.ts';

/** `field` is what the detail speaks of, where the input is wrong whatever else there is. */
type Fault = readonly [code: ErrorCode, detail: string, field?: FieldError];

/** What breaking a constraint means to the caller. One that is not here is a bug of ours. */
const BY_CONSTRAINT: Readonly<Record<string, Fault>> = {
  app_user__username: ['username_taken', 'Another user has this name'],
  app_user__dispatcher_area: [
    'not_possible',
    'A dispatcher needs an area',
    { pointer: '/area', detail: 'is required of a dispatcher' },
  ],
  area__name: ['name_taken', 'Another area has this name'],
  product__name: ['name_taken', 'Another product has this name'],
  product__pattern: ['pattern_overlaps', 'Another product has this pattern'],
  bill_pkey: ['bill_exists', 'A bill with this code exists'],
  bill__target: [
    'not_possible',
    'A target is 1 to 1,000 parents',
    { pointer: '/target', detail: 'must be 1 to 1000' },
  ],
  alert_rule__levels: [
    'not_possible',
    'A warning must come before the critical level',
    { pointer: '/warning', detail: 'must come before the critical level' },
  ],
  bill__parent_count: [
    'not_possible',
    'The target is below the parents on the bill',
    { pointer: '/target', detail: 'must not be below the parents on the bill' },
  ],
};

const AWAY: Fault = ['database_away', 'The database cannot be reached; try again'];
const FULL: Fault = ['database_away', 'The database cannot take more now; try again'];
const SLOW: Fault = ['overloaded', 'The database took too long; try again'];
const TEXT: Fault = ['malformed_request', 'A text holds a character that cannot be stored'];

/** By SQLSTATE, or its first two characters (PostgreSQL's manual, appendix A). */
const BY_SQLSTATE: Readonly<Record<string, Fault>> = {
  '08': AWAY,
  '25006': AWAY, // read only: a standby that has not taken over yet
  '28': AWAY, // the role or its password is (still) missing, as while a database is restored
  '3D000': AWAY,
  '53': FULL, // no room on the disk, no memory, no connection left
  '57P01': AWAY, // these three: it is stopping, has crashed, is starting
  '57P02': AWAY,
  '57P03': AWAY,
  '57014': SLOW,
  '55P03': SLOW,
  '25P03': SLOW,
  '40001': SLOW, // these two only after every try (see database.ts)
  '40P01': SLOW,
  '22021': TEXT,
  '22P05': TEXT,
};

/** Node's codes for a server that is not there. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the socket's folder is gone
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What `pg` says without a code when a connection was lost, or never came. */
const LOST_CONNECTION = new RegExp(
  [
    'Connection terminated',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Query read timeout',
    'connection error and is not queryable',
    'Client was closed',
    'after calling end on the pool',
  ].join('|'),
  'i',
);

/**
 * The only table from database errors to error codes.
 * @returns null when the error is no known fault of the database: a bug, then.
 */
export function faultOf(error: unknown): CodedError | null {
  const found = findFault(error);
  if (found === undefined) return null;
  const [code, detail, field] = found;
  return new CodedError(code, detail, field === undefined ? {} : { errors: [field] });
}

function findFault(error: unknown): Fault | undefined {
  if (error instanceof pg.DatabaseError) {
    const { constraint, code = '' } = error;
    if (constraint !== undefined) return BY_CONSTRAINT[constraint];
    return BY_SQLSTATE[code] ?? BY_SQLSTATE[code.slice(0, 2)];
  }
  if (!(error instanceof Error)) return undefined;
  const isAway = NETWORK_CODES.has(nodeCodeOf(error)) || LOST_CONNECTION.test(error.message);
  return isAway ? AWAY : undefined;
}

function nodeCodeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
