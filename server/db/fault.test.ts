import pg from 'pg';
import { expect, test } from 'vitest';
import { faultOf } from './fault.ts';

function databaseError(fields: { code: string; constraint?: string }) {
  return Object.assign(new pg.DatabaseError('secret detail', 0, 'error'), fields);
}

test.each([
  ['app_user__username', 'username_taken'],
  ['area__name', 'name_taken'],
  ['product__pattern', 'pattern_overlaps'],
  ['app_user__dispatcher_area', 'not_possible'],
  ['bill_pkey', 'bill_exists'],
])('breaking %s is answered %s', (constraint, code) => {
  expect(faultOf(databaseError({ code: '23505', constraint }))?.code).toBe(code);
});

test('breaking a constraint that nobody expects is a bug', () => {
  expect(faultOf(databaseError({ code: '23514', constraint: 'bag__kind' }))).toBeNull();
});

test.each([
  ['08006', 'database_away', 'the connection failed'],
  ['25006', 'database_away', 'it is read-only'],
  ['53100', 'database_away', 'its disk is full'],
  ['53300', 'database_away', 'it has no connection left'],
  ['57P01', 'database_away', 'it is stopping'],
  ['57P03', 'database_away', 'it is starting'],
  ['57014', 'overloaded', 'the statement took too long'],
  ['55P03', 'overloaded', 'a lock took too long'],
  ['40P01', 'overloaded', 'rivals were faster each time'],
  ['22021', 'malformed_request', 'a text holds NUL'],
])('SQLSTATE %s is answered %s: %s', (code, expected) => {
  expect(faultOf(databaseError({ code }))?.code).toBe(expected);
});

test.each(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'ETIMEDOUT'])(
  '%s means that the database is away',
  (code) => {
    const error = Object.assign(new Error('connect'), { code });
    expect(faultOf(error)?.code).toBe('database_away');
  },
);

test.each([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Query read timeout',
])('"%s" means that the database is away', (message) => {
  expect(faultOf(new Error(message))?.code).toBe('database_away');
});

test('no fault tells what the database said', () => {
  expect(faultOf(databaseError({ code: '57014' }))?.message).not.toContain('secret');
});

test.each([databaseError({ code: '42P01' }), new Error('a bug'), 'a text', null])(
  'anything else is a bug: %s',
  (error) => {
    expect(faultOf(error)).toBeNull();
  },
);
