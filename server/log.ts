import type { FastifyBaseLogger } from 'fastify';
import { destination, pino } from 'pino';

/** The one logger (pino's), made once a process and passed in. */
export type Logger = FastifyBaseLogger;

const STDERR = 2;

/** Of errors, which the queue of jobs calls `error`. */
export const SERIALIZERS = { err: summaryOf, error: summaryOf };

/**
 * JSON lines on stderr: stdout is for people. Written at once, so that the last words of a process
 * that is killed are there.
 */
export function makeLogger(level: string): Logger {
  return pino({ level, serializers: SERIALIZERS }, destination({ dest: STDERR, sync: true }));
}

/**
 * What a reader needs of an error. Those of the database drag their whole connection along, and in
 * their detail the row that broke a constraint, with a password's hash in it.
 */
export function summaryOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { name, message, code, stack, ...(cause ? { cause: summaryOf(cause) } : {}) };
}
