import { access, rm, stat } from 'node:fs/promises';
import type pg from 'pg';
import { can } from '#domain/permission.ts';
import { faultOf } from '../db/fault.ts';
import type { Deps } from '../deps.ts';
import { SheetFault } from '../sheet/sheet.ts';
import { recordEvent } from '../webhook/event.ts';
import { importOf } from './answer.ts';
import type { Outline } from './ask.ts';
import { openFolder } from './folder.ts';
import { makeForeseer } from './foresee.ts';
import * as sql from './import.sql.ts';
import { makePace } from './pace.ts';
import { readFile } from './read-file.ts';
import { recordRows } from './record.ts';
import { makeRecorder } from './recorder.ts';
import { undoRows } from './undo.ts';
import { deleteSomeForeseen } from './work.sql.ts';
import type { Work } from './work.ts';

/**
 * Works on an import until its end, or until the server stops: from wherever it was left. Does
 * nothing when somebody else works on it, or when it is at its end.
 * @throws what may pass, such as a database that is away; what cannot be mended fails the import.
 */
export async function runImport(deps: Deps, id: string, stopping: AbortSignal): Promise<void> {
  const lock = await deps.db.connect();
  let lost: Error | undefined;
  const isLost = new AbortController();
  // Without the connection the lock is gone, and somebody else may work on it.
  const hearLoss = (error: Error): void => {
    lost = error;
    isLost.abort();
  };
  lock.on('error', hearLoss);
  let isOurs = false;
  try {
    isOurs = await takeLock(lock, id);
    if (!isOurs) return;
    const [record] = await deps.db.run(sql.findImport, [id]);
    if (record === undefined || !['queued', 'running'].includes(record.state)) return;
    await workOn(deps, record, AbortSignal.any([stopping, isLost.signal]));
  } finally {
    if (isOurs) lost ??= await giveLockBack(lock, id);
    lock.off('error', hearLoss);
    lock.release(lost);
  }
}

/** @returns why it could not: then the connection is to be closed, and the lock is gone with it. */
async function giveLockBack(lock: pg.PoolClient, id: string): Promise<Error | undefined> {
  const { name, text } = sql.unlockImport;
  return lock.query({ name, text, values: [id] }).then(
    () => undefined,
    (error) => (error instanceof Error ? error : new Error(String(error))),
  );
}

async function takeLock(lock: pg.PoolClient, id: string): Promise<boolean> {
  const { name, text } = sql.lockImport;
  const { rows } = await lock.query<{ is_locked: boolean }>({ name, text, values: [id] });
  return rows[0]?.is_locked === true;
}

async function workOn(deps: Deps, record: sql.ImportRecord, stopping: AbortSignal): Promise<void> {
  const { no, id } = record;
  try {
    await deps.db.run(sql.updateToRunning, [no]);
    const work = await beginWork(deps, record, stopping);
    const isDone = record.undo_by === null ? await doRows(work) : await undoRows(work);
    if (!isDone) return;
    const state = record.undo_by === null ? 'done' : 'undone';
    await end(deps, record, state, null);
    await rm(work.rowsPath, { force: true });
  } catch (error) {
    if (stopping.aborted || faultOf(error) !== null) throw error;
    if (!(error instanceof SheetFault)) deps.log.error({ err: error, id }, 'an import failed');
    const fault = error instanceof SheetFault ? error.message : OUR_FAULT;
    await end(deps, record, 'failed', fault);
  }
  deps.live.tellImport(id);
}

/** The end, and the event of it. */
async function end(
  { db, catalogue }: Deps,
  { no, id }: sql.ImportRecord,
  state: 'done' | 'undone' | 'failed',
  fault: string | null,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.run(sql.updateToEnded, [no, state, fault]);
    const [ended] = await tx.run(sql.findImport, [id]);
    if (ended !== undefined) {
      await recordEvent(tx, `import.${state}`, importOf(ended, catalogue.current));
    }
  });
}

const OUR_FAULT = 'Our fault; it has been logged. Rows that have a fate keep it';
const FILE_GONE = 'The file is gone from the server: send it again';

async function beginWork(
  deps: Deps,
  record: sql.ImportRecord,
  stopping: AbortSignal,
): Promise<Work> {
  const userId = record.undo_by ?? record.created_by;
  const [user] = await deps.db.run(sql.findImporter, [userId]);
  if (user === undefined) throw new Error(`import ${record.id} is by nobody`);
  const { username, role, is_active, area_id } = user;
  // product.md: a biller imports into the "own area if they have one".
  const only = role === 'biller' && area_id !== null ? { onlyAreaId: area_id } : {};
  const actor = { userId, username, role, areaId: record.area_id, ...only };
  if (!is_active || !can(actor, 'import')) throw new SheetFault(`${username} may not import now`);
  const folder = await openFolder(deps.config);
  return {
    deps,
    record,
    actor,
    stopping,
    pace: makePace(() => deps.scans.load, record.mode === 'commit'),
    rowsPath: folder.rowsPathOf(record.id),
  };
}

async function doRows(work: Work): Promise<boolean> {
  const { deps, record } = work;
  if (record.mode === 'commit') {
    return recordRows(work, makeRecorder(work), await readIfNeeded(work));
  }
  // What a dry run has foreseen may not have survived: it begins again.
  await forget(work);
  await deps.db.run(sql.updateToBegin, [record.no]);
  const begun = { ...work, record: { ...record, place: 0 } };
  const isDone = await recordRows(begun, makeForeseer(begun), await readIfNeeded(begun));
  if (isDone) await deleteAll(work, deleteSomeForeseen);
  return isDone;
}

/** Reads the file, unless it was read before: the rows are on the disk, whole. */
async function readIfNeeded({ deps, record, pace, rowsPath, stopping }: Work): Promise<Outline> {
  const [row] = await deps.db.run(sql.findOutline, [record.no]);
  const known = row?.outline ?? null;
  if (known !== null && (await sizeOf(rowsPath)) === known.size) return known;
  const folder = await openFolder(deps.config);
  const path = folder.pathOf(record.id);
  await access(path).catch(() => {
    throw new SheetFault(FILE_GONE);
  });
  const { products, settings } = deps.catalogue.current;
  const { rows, outline } = await readFile(
    {
      kind: record.kind,
      path,
      rowsPath,
      spillPath: folder.spillPathOf(record.id),
      site: { products, childPattern: settings.childPattern },
    },
    pace,
    stopping,
  );
  await deps.db.run(sql.updateToRead, [record.no, rows, JSON.stringify(outline)]);
  return outline;
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

async function forget(work: Work): Promise<void> {
  await deleteAll(work, deleteSomeForeseen);
  await deleteAll(work, sql.deleteSomeFates);
}

/** In pieces that fit the time of one statement. */
const DELETED_AT_ONCE = 20_000;

async function deleteAll(
  { deps, record, pace }: Work,
  statement: typeof deleteSomeForeseen | typeof sql.deleteSomeFates,
): Promise<void> {
  for (;;) {
    const rows = await pace.turn(0, () =>
      deps.db.run<object & Record<string, unknown>>(statement, [record.no, DELETED_AT_ONCE]),
    );
    if (rows.length < DELETED_AT_ONCE) return;
  }
}
