import { pino } from 'pino';
import type { Logger } from '#server/log.ts';

/** Set TEST_LOG_LEVEL to see what the code under test logs. */
export const quietLog: Logger = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
