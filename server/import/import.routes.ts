import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EXPORT_FORMATS } from '#contract/export.ts';
import * as contract from '#contract/import.ts';
import type { Deps } from '../deps.ts';
import { answerFile } from '../http/file.ts';
import { allowSlowBody } from '../http/listener.ts';
import { CodedError } from '../http/problem.ts';
import { addRoute } from '../http/route.ts';
import { importOf } from './answer.ts';
import type { ImportRecord } from './import.sql.ts';
import { areaOf, commitImport, createImport, getImport, undoImport } from './import.ts';
import { listImportRows, listImports } from './list.ts';
import { exportRows } from './rows-export.ts';
import { takeFile, tooLarge } from './upload.ts';

/** What a form has besides its file. */
const FORM_BYTES_MAX = 1024 * 1024;
const UPLOAD_WAIT_MS = 10 * 60_000;

/** Sheets in. In a scope of their own: no other route takes forms with files. */
export async function importRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  await app.register(multipart, {
    // One byte more tells a file that is too large from one that just fits.
    limits: { files: 1, fields: 10, parts: 20, fileSize: contract.IMPORT_BYTES_MAX + 1 },
    throwFileSizeLimit: false,
  });
  const accepted = (reply: FastifyReply, record: ImportRecord): contract.Import => {
    reply.header('location', `/api/v2/imports/${record.id}`);
    return importOf(record, deps.catalogue.current);
  };
  addRoute(app, deps, contract.createImport, async ({ person, query, request, reply }) => {
    areaOf(deps, person, query.area);
    const file = await receiveFile(deps, request);
    return accepted(reply, await createImport(deps, person, query, file));
  });
  addRoute(app, deps, contract.listImports, ({ person, query }) =>
    listImports(deps, person, query),
  );
  addRoute(app, deps, contract.getImport, async ({ person, params }) =>
    importOf(await getImport(deps, person, params.id), deps.catalogue.current),
  );
  addRoute(app, deps, contract.listImportRows, async ({ person, params, query }) =>
    listImportRows(deps, await getImport(deps, person, params.id), query),
  );
  for (const format of EXPORT_FORMATS) {
    addRoute(app, deps, contract.getImportRows[format], async (call) => {
      const { person, params, query, request, reply } = call;
      const record = await getImport(deps, person, params.id);
      const isAsked = request.method !== 'HEAD';
      const file = isAsked ? exportRows(deps, record, query.fate, format) : '';
      return answerFile(reply, `import-${record.id}.${format}`, format, file);
    });
  }
  addRoute(app, deps, contract.commitImport, async ({ person, params, reply }) =>
    accepted(reply, await commitImport(deps, person, params.id)),
  );
  addRoute(app, deps, contract.undoImport, async ({ person, params, reply }) =>
    accepted(reply, await undoImport(deps, person, params.id)),
  );
}

async function receiveFile(deps: Deps, request: FastifyRequest) {
  if (!request.isMultipart()) {
    throw new CodedError('unsupported_media_type', 'Send multipart/form-data with a part `file`');
  }
  allowSlowBody(request.raw, UPLOAD_WAIT_MS);
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > contract.IMPORT_BYTES_MAX + FORM_BYTES_MAX) throw tooLarge();
  const parts = request.parts();
  for (;;) {
    const { value: part, done } = await parts.next().catch(asUnreadable);
    if (done || part === undefined) throw noFile();
    if (part.type !== 'file') continue;
    if (part.fieldname === 'file') return takePart(deps, part);
    part.file.resume();
  }
}

async function takePart(deps: Deps, { filename, file }: MultipartFile) {
  let isCut = false;
  file.once('error', () => {
    isCut = true;
  });
  try {
    return await takeFile(deps.config, filename ?? '', file);
  } catch (error) {
    if (isCut) return asUnreadable();
    throw error;
  }
}

/** Whatever is wrong with a form, its parts cannot be told from each other. */
function asUnreadable(): never {
  throw new CodedError('malformed_request', 'The form cannot be read to its end');
}

function noFile(): CodedError {
  return new CodedError('malformed_request', 'The form has no part `file` with a file', {
    errors: [{ pointer: '/file', detail: 'is required' }],
  });
}
