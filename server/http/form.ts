import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CodedError } from './problem.ts';

/** Far more than any form of ours has. */
const FIELDS_MAX = 20;

/**
 * Lets the routes of this scope take forms, as pages and as JavaScript's `FormData` send them. Both
 * become a body of texts, as of JSON.
 */
export async function takeForms(app: FastifyInstance, bodyBytesMax: number): Promise<void> {
  await app.register(formbody, { bodyLimit: bodyBytesMax });
  await app.register(multipart, {
    limits: {
      fields: FIELDS_MAX,
      parts: FIELDS_MAX,
      files: 1,
      fileSize: 1,
      // A form without a length cannot grow beyond what a body may be, either.
      fieldSize: Math.floor(bodyBytesMax / FIELDS_MAX),
    },
    throwFileSizeLimit: false,
  });
  app.addHook('preValidation', async (request) => {
    if (request.isMultipart()) request.body = await readFields(request, bodyBytesMax);
  });
}

async function readFields(request: FastifyRequest, bytesMax: number) {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge();
  const fields = new Map<string, unknown>();
  let fileField: string | null = null;
  const parts = request.parts();
  for (;;) {
    const { value: part, done } = await parts.next().catch(asUnreadable);
    if (done || part === undefined) break;
    if (part.type === 'file') {
      // Read to its end, or the sender would not hear the answer.
      part.file.resume();
      fileField = part.fieldname;
    } else {
      if (part.valueTruncated) throw tooLarge();
      fields.set(part.fieldname, part.value);
    }
  }
  if (fileField !== null) throw noFiles(fileField);
  return Object.fromEntries(fields);
}

function asUnreadable(): never {
  throw new CodedError('malformed_request', 'The form cannot be read to its end');
}

function tooLarge(): CodedError {
  return new CodedError('too_large', 'The body is larger than this address takes');
}

function noFiles(field: string): CodedError {
  const errors = [{ pointer: `/${field}`, detail: 'must be no file' }];
  return new CodedError('malformed_request', 'This form takes no files', { errors });
}
