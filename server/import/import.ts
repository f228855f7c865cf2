import { randomUUIDv7 } from 'node:crypto';
import { link } from 'node:fs/promises';
import type { ImportKind, ImportMode } from '#contract/import.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import type { Person } from '../session/session.ts';
import { openFolder } from './folder.ts';
import * as sql from './import.sql.ts';
import { taskOf } from './task.ts';

/** A file that has been taken and lies in the uploads folder, under the id of its import. */
export interface TakenFile {
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

export interface ImportWish {
  readonly kind: ImportKind;
  readonly mode: ImportMode;
  readonly existing: 'extend' | 'refuse';
  /** An area's name. */
  readonly area?: string | undefined;
}

/** Who imports, as far as importing needs it. */
export type Importer = Pick<Person, 'userId' | 'areaId'>;

/**
 * Notes an import and wakes who works on it.
 * @throws {CodedError} not_allowed for another area than the importer's own; area_unknown
 */
export async function createImport(
  deps: Deps,
  person: Importer,
  wish: ImportWish,
  file: TakenFile,
  dryRunNo: number | null = null,
): Promise<sql.ImportRecord> {
  const areaId = areaOf(deps, person, wish.area);
  return insert(deps, file, {
    ...wish,
    areaId,
    dryRunNo,
    userId: person.userId,
    refusesKnown: wish.existing === 'refuse',
  });
}

/** Asked before the file is taken, so that nobody sends one in vain. */
export function areaOf(deps: Deps, { areaId }: Importer, area: string | undefined): number | null {
  if (area === undefined) return areaId;
  const wanted = deps.catalogue.current.areaIdByName.get(area.toLowerCase());
  if (wanted === undefined) throw new CodedError('area_unknown', `There is no area ${area}`);
  if (areaId !== null && areaId !== wanted) {
    throw new CodedError('not_allowed', 'You import for your own area only');
  }
  return wanted;
}

/** @throws {CodedError} import_unknown, also for an import of another area than the person's own */
export async function getImport(
  { db }: Deps,
  person: Importer,
  id: string,
): Promise<sql.ImportRecord> {
  const [record] = UUID.test(id) ? await db.run(sql.findImport, [id.toLowerCase()]) : [];
  if (record === undefined || !maySee(person, record)) {
    throw new CodedError('import_unknown', 'There is no import with this id');
  }
  return record;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Somebody of an area sees its imports, and their own. */
function maySee({ userId, areaId }: Importer, { area_id, created_by }: sql.ImportRecord): boolean {
  return areaId === null || areaId === area_id || userId === created_by;
}

/**
 * Makes an import that does what a dry run has foreseen, of the same file.
 * @throws {CodedError} import_unknown, import_is_no_dry_run, import_not_done, import_file_gone
 */
export async function commitImport(
  deps: Deps,
  person: Importer,
  dryRunId: string,
): Promise<sql.ImportRecord> {
  const dryRun = await getImport(deps, person, dryRunId);
  if (dryRun.mode !== 'dry_run') {
    throw new CodedError('import_is_no_dry_run', 'It was no dry run: there is nothing to commit');
  }
  if (dryRun.state !== 'done') {
    throw new CodedError('import_not_done', `The dry run is ${dryRun.state}`);
  }
  const folder = await openFolder(deps.config);
  const id = randomUUIDv7();
  await link(folder.pathOf(dryRun.id), folder.pathOf(id)).catch(() => {
    throw new CodedError('import_file_gone', 'Send the file again');
  });
  const { kind, refuses_known: refusesKnown, area_id: areaId, no: dryRunNo } = dryRun;
  const { file_name: name, file_size: size, sha256 } = dryRun;
  const taken = { id, folder: folder.id, name, size, sha256 };
  const { userId } = person;
  return insert(deps, taken, { kind, mode: 'commit', refusesKnown, areaId, dryRunNo, userId });
}

/**
 * Begins to take an import back.
 * @throws {CodedError} import_unknown, import_is_dry_run, import_not_done
 */
export async function undoImport(
  deps: Deps,
  person: Importer,
  id: string,
): Promise<sql.ImportRecord> {
  const record = await getImport(deps, person, id);
  if (record.mode === 'dry_run') {
    throw new CodedError('import_is_dry_run', 'A dry run has changed nothing');
  }
  await deps.db.transaction(async (tx) => {
    const [row] = await tx.run(sql.updateToUndo, [record.id, person.userId]);
    if (row === undefined) {
      throw new CodedError('import_not_done', `The import is ${record.state}`);
    }
    await tx.run(sql.addJob, jobOf(record.folder, record.id));
  });
  deps.live.tellImport(record.id);
  return getImport(deps, person, id);
}

interface NewImport {
  readonly kind: ImportKind;
  readonly mode: ImportMode;
  readonly refusesKnown: boolean;
  readonly areaId: number | null;
  readonly dryRunNo: number | null;
  readonly userId: number;
}

async function insert(deps: Deps, file: TakenFile, one: NewImport): Promise<sql.ImportRecord> {
  const { id, folder, name, size, sha256 } = file;
  const { kind, mode, refusesKnown, areaId, userId, dryRunNo } = one;
  return deps.db.transaction(async (tx) => {
    const given = [id, kind, mode, refusesKnown, folder, name, size, sha256, areaId, userId];
    await tx.run(sql.insertImport, [...given, dryRunNo]);
    await tx.run(sql.addJob, jobOf(folder, id));
    const [record] = await tx.run(sql.findImport, [id]);
    if (record === undefined) throw new Error('an import that was just made is not there');
    return record;
  });
}

/** The parameters of `addJob`. A job only wakes: one for each import is enough. */
export function jobOf(folder: string, id: string): [task: string, payload: string, key: string] {
  return [taskOf(folder), JSON.stringify({ id }), `import ${id}`];
}
