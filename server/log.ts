import type { FastifyBaseLogger } from 'fastify';
import { destination, pino } from 'pino';

/** The one logger (pino's), made once a process and passed in. */
export type Logger = FastifyBaseLogger;

const STDERR = 2;

/**
 * JSON lines on stderr: stdout is for people. Written at once, so that the last words of a process
 * that is killed are there.
 */
export function makeLogger(level: string): Logger {
  const serializers = { err: summaryOf };
  return pino({ level, serializers }, destination({ dest: STDERR, sync: true }));
}

/** What a reader needs of an error. Those of the database drag their whole connection along. */
function summaryOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { name, message, code, stack, ...(cause ? { cause: summaryOf(cause) } : {}) };
}
