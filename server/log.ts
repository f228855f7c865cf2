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
  return pino({ level }, destination({ dest: STDERR, sync: true }));
}
