import type { FastifyReply } from 'fastify';
import { MEDIA_TYPES } from '#contract/export.ts';

/** Answers with a file to be stored under a name, which has no quotes and only ASCII. */
export function answerFile<Body>(
  reply: FastifyReply,
  filename: string,
  format: keyof typeof MEDIA_TYPES,
  body: Body,
): Body {
  reply.type(MEDIA_TYPES[format]);
  reply.header('content-disposition', `attachment; filename="${filename}"`);
  return body;
}
