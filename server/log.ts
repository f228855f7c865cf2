import type { FastifyBaseLogger } from 'fastify';

/** The one logger (pino's), made in `main.ts` and passed in. */
export type Logger = FastifyBaseLogger;
