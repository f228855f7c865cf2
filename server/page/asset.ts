import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

/** A file that pages use, held in memory. */
export interface Asset {
  /** Its address; another content has another one, so browsers may keep it for ever. */
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };
const HASH_LENGTH = 12;

/** Reads a file at start, when a missing one stops the server. */
export function readAsset(file: URL, kind: keyof typeof TYPES): Asset {
  return makeAsset(readFileSync(file), kind);
}

export function makeAsset(bytes: Buffer, kind: keyof typeof TYPES): Asset {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH);
  return { path: `/asset/${hash}.${kind}`, type: TYPES[kind], bytes };
}

export function serveAsset(app: FastifyInstance, { path, type, bytes }: Asset): void {
  app.get(path, (_request, reply) => {
    reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(bytes);
  });
}
