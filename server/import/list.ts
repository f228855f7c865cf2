import type { Static } from 'typebox';
import type { listImports as endpoint, Fate, Import, ImportRow } from '#contract/import.ts';
import { makeParameters } from '../db/parameters.ts';
import type { Deps } from '../deps.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { importOf, importRowOf } from './answer.ts';
import {
  IMPORT_COLUMNS,
  type ImportRecord,
  type ImportRowRecord,
  listRows,
  listRowsOfFate,
} from './import.sql.ts';
import type { Importer } from './import.ts';

const IMPORTS = 'imports';

/**
 * A page of imports, newest first: somebody of an area sees its own.
 * @throws {CodedError} bad_cursor
 */
export async function listImports(
  { db, catalogue }: Deps,
  person: Importer,
  { kind, state, limit, cursor }: Static<typeof endpoint.query>,
): Promise<{ items: Import[]; nextCursor: string | null }> {
  const { add, values } = makeParameters();
  const conditions = ['true'];
  const [before] = readCursor(IMPORTS, ['integer'], cursor)?.key ?? [];
  if (before !== undefined) conditions.push(`no < ${add(before)}`);
  if (kind !== undefined) conditions.push(`kind = ${add(kind)}`);
  if (state !== undefined) conditions.push(`state = ${add(state)}`);
  if (person.areaId !== null) {
    conditions.push(`(area_id = ${add(person.areaId)} or created_by = ${add(person.userId)})`);
  }
  const rows = await db.runText<ImportRecord>(
    `select ${IMPORT_COLUMNS} from import where ${conditions.join(' and ')}
     order by no desc limit ${add(limit + 1)}`,
    values,
  );
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => importOf(row, catalogue.current)),
    nextCursor: writeCursor(IMPORTS, last ? { tier: null, key: [String(last.no)] } : null),
  };
}

/**
 * A page of the fates of an import's rows, in the order of the file.
 * @throws {CodedError} bad_cursor
 */
export async function listImportRows(
  deps: Deps,
  record: ImportRecord,
  query: { readonly fate?: Fate; readonly limit: number; readonly cursor?: string },
): Promise<{ items: ImportRow[]; nextCursor: string | null }> {
  const { fate, limit, cursor } = query;
  const list = `import ${record.id} ${fate ?? 'all'}`;
  const [after = '0'] = readCursor(list, ['integer'], cursor)?.key ?? [];
  const rows = await findRows(deps, record, Number(after), limit + 1, fate);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(importRowOf),
    nextCursor: writeCursor(list, last ? { tier: null, key: [String(last.at)] } : null),
  };
}

const ROWS_AT_ONCE = 2_000;

/** All fates, some at a time, so that memory does not grow with their number. */
export async function* allImportRows(
  deps: Deps,
  record: ImportRecord,
  fate: Fate | undefined,
): AsyncGenerator<ImportRow[]> {
  for (let after = 0; ; ) {
    const rows = await findRows(deps, record, after, ROWS_AT_ONCE, fate);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(importRowOf);
    after = last.at;
  }
}

function findRows(
  { lists }: Deps,
  { no }: ImportRecord,
  after: number,
  limit: number,
  fate: Fate | undefined,
): Promise<ImportRowRecord[]> {
  const page = [no, after, limit];
  return fate === undefined
    ? lists.run(listRows, page)
    : lists.run(listRowsOfFate, [...page, fate]);
}
