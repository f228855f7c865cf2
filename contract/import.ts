import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { type ExportFormat, File, givenType } from './export.ts';
import { Instant, Nullable, OneOf, pageOf, pageQuery } from './schema.ts';

/** Sheets in: what a file would do or has done, row by row. */

const tag = 'Imports';

export const IMPORT_KINDS = ['bags', 'packing', 'bills', 'billing'] as const;
export const IMPORT_MODES = ['dry_run', 'commit'] as const;
export const IMPORT_STATES = ['queued', 'running', 'done', 'failed', 'undone'] as const;
export const FATES = ['created', 'linked', 'same', 'conflict', 'refused'] as const;
export const UNDO_FATES = ['undone', 'kept', 'refused'] as const;

export type ImportKind = (typeof IMPORT_KINDS)[number];
export type ImportMode = (typeof IMPORT_MODES)[number];
export type ImportState = (typeof IMPORT_STATES)[number];
export type Fate = (typeof FATES)[number];
export type UndoFate = (typeof UNDO_FATES)[number];

/** 256 MB. */
export const IMPORT_BYTES_MAX = 256 * 1024 * 1024;

const importParams = Type.Object({ id: Type.String() });

const Import = Type.Object({
  id: Type.String(),
  kind: OneOf(IMPORT_KINDS),
  mode: OneOf(IMPORT_MODES),
  existing: OneOf(['extend', 'refuse']),
  state: OneOf(IMPORT_STATES),
  progress: Type.Number({ description: 'from 0 to 1, of what is being done now' }),
  rows: Nullable(
    Type.Integer({ description: 'rows that are not blank; null until the file has been read' }),
  ),
  counts: Type.Object(
    {
      created: Type.Integer(),
      linked: Type.Integer(),
      same: Type.Integer(),
      conflict: Type.Integer(),
      refused: Type.Integer(),
    },
    { description: 'rows by fate, so far' },
  ),
  fault: Nullable(Type.String({ description: 'why it failed' })),
  file: Type.Object({ name: Type.String(), size: Type.Integer(), sha256: Type.String() }),
  area: Nullable(Type.String({ description: 'of the bags that it registers' })),
  sameAs: Nullable(
    Type.String({
      description: 'the last import of the same bytes before this one that was no dry run',
    }),
  ),
  dryRun: Nullable(Type.String({ description: 'the dry run that it was to make true' })),
  changed: Type.Integer({ description: 'rows that fared otherwise than in the dry run' }),
  undo: Nullable(
    Type.Object({
      by: Type.String(),
      undone: Type.Integer(),
      kept: Type.Integer({ description: 'bags and bills stay known: history only grows' }),
      refused: Type.Integer({ description: 'something else has happened to them since' }),
    }),
  ),
  createdBy: Type.String(),
  createdAt: Instant,
  startedAt: Nullable(Instant),
  finishedAt: Nullable(Instant),
});
export type Import = Static<typeof Import>;

const ImportRow = Type.Object({
  sheet: Type.String({ description: 'its name; empty for CSV' }),
  row: Type.Integer({ description: 'as the sheet numbers it: the header is row 1' }),
  code: Type.String({ description: "the bag's or bill's code, or the text where one belongs" }),
  fate: OneOf(FATES),
  reason: Type.String({ description: 'the outcome, such as `packed` or `in_other_parent`' }),
  detail: Type.String({ description: 'the reason in plain words' }),
  into: Nullable(Type.String({ description: 'the parent or bill that it was linked to' })),
  foreseen: Nullable(OneOf(FATES)),
  undo: Nullable(Type.Object({ fate: OneOf(UNDO_FATES), detail: Type.String() })),
});
export type ImportRow = Static<typeof ImportRow>;

const idOnly = 'Its progress is at the address in `Location`.';

export const createImport = endpoint({
  method: 'POST',
  path: '/api/v2/imports',
  access: 'import',
  tag,
  summary: 'Send a sheet in',
  description:
    'It is worked on in the background, and nothing of a file that cannot be read to its end is ' +
    `recorded. \`dry_run\` tells for each row what \`commit\` would do. ${idOnly}`,
  query: Type.Object({
    kind: OneOf(IMPORT_KINDS),
    mode: OneOf(IMPORT_MODES),
    existing: {
      ...OneOf(['extend', 'refuse']),
      default: 'extend',
      description: '`refuse` refuses every code that is known',
    },
    area: Type.Optional(
      Type.String({ description: "for bags that it registers; an importer's own goes before" }),
    ),
  }),
  takes: ['multipart/form-data'],
  form: Type.Object({
    file: Type.String({ format: 'binary', description: '`.csv` or `.xlsx`, up to 256 MB' }),
  }),
  response: { 202: Import },
});

export const listImports = endpoint({
  method: 'GET',
  path: '/api/v2/imports',
  access: 'import',
  tag,
  summary: 'List imports, newest first',
  query: Type.Object({
    kind: Type.Optional(OneOf(IMPORT_KINDS)),
    state: Type.Optional(OneOf(IMPORT_STATES)),
    ...pageQuery,
  }),
  response: { 200: pageOf(Import) },
});

export const getImport = endpoint({
  method: 'GET',
  path: '/api/v2/imports/:id',
  access: 'import',
  tag,
  summary: 'How far an import is',
  params: importParams,
  response: { 200: Import },
});

const fate = Type.Optional(OneOf(FATES));

export const listImportRows = endpoint({
  method: 'GET',
  path: '/api/v2/imports/:id/rows',
  access: 'import',
  tag,
  summary: 'The fate of each row, in the order of the file',
  params: importParams,
  query: Type.Object({ fate, ...pageQuery }),
  response: { 200: pageOf(ImportRow) },
});

const rowsFile = (format: ExportFormat) =>
  endpoint({
    method: 'GET',
    path: `/api/v2/imports/:id/rows.${format}`,
    access: 'import',
    tag,
    summary: `The fate of each row, as ${format === 'csv' ? 'CSV' : 'a workbook'}`,
    description: 'Streamed, all of them.',
    params: importParams,
    query: Type.Object({ fate }),
    gives: [givenType(format)],
    response: { 200: File },
  });
export const getImportRows = { csv: rowsFile('csv'), xlsx: rowsFile('xlsx') };

export const commitImport = endpoint({
  method: 'POST',
  path: '/api/v2/imports/:id/commit',
  access: 'import',
  tag,
  summary: 'Do what a dry run has foreseen',
  description:
    'Makes another import of the same file. A row that fares otherwise than in the dry run says ' +
    `so in \`foreseen\`. ${idOnly}`,
  params: importParams,
  response: { 202: Import },
});

export const undoImport = endpoint({
  method: 'POST',
  path: '/api/v2/imports/:id/undo',
  access: 'import',
  tag,
  summary: 'Take an import back',
  description:
    'Row by row, from the last to the first: refused where something else has happened to the ' +
    'bag since. What was registered stays known. It is done in the background.',
  params: importParams,
  response: { 202: Import },
});
