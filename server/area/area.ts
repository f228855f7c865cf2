import type { By } from '../audit/audit.ts';
import { publishCatalogueChange } from '../catalogue/catalogue.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import * as sql from './area.sql.ts';

export function listAreas({ db }: Deps): Promise<sql.AreaRow[]> {
  return db.run(sql.listAreas);
}

/** @throws {CodedError} area_unknown */
export async function getArea({ db }: Deps, id: number): Promise<sql.AreaRow> {
  return only(await db.run(sql.findArea, [id]));
}

/** @throws {CodedError} name_taken */
export async function createArea(deps: Deps, by: By, name: string): Promise<sql.AreaRow> {
  const made = await deps.db.transaction(async (tx) => {
    const area = only(await tx.run(sql.insertArea, [name]));
    const entry = { ...entryOf(by, area), action: 'area.create', after: { name } } as const;
    await deps.audit.record(tx, entry);
    await publishCatalogueChange(tx);
    return area;
  });
  await deps.catalogue.refresh();
  return made;
}

/**
 * Renames an area. Whoever works in it goes on under the new name.
 * @throws {CodedError} area_unknown, etag_mismatch, name_taken
 */
export async function renameArea(
  deps: Deps,
  by: By,
  id: number,
  name: string,
  expectVersion: (version: number) => void,
): Promise<sql.AreaRow> {
  const renamed = await deps.db.transaction(async (tx) => {
    const before = only(await tx.run(sql.lockArea, [id]));
    expectVersion(before.version);
    if (before.name === name) return before;
    const area = only(await tx.run(sql.updateArea, [id, name]));
    const states = { before: { name: before.name }, after: { name } };
    await deps.audit.record(tx, { ...entryOf(by, before), action: 'area.change', ...states });
    await deps.sessions.announceChangeOf(tx, null);
    await publishCatalogueChange(tx);
    return area;
  });
  deps.sessions.forget(null);
  await deps.catalogue.refresh();
  return renamed;
}

function only(rows: readonly sql.AreaRow[]): sql.AreaRow {
  const [row] = rows;
  if (row === undefined) throw new CodedError('area_unknown', 'There is no such area');
  return row;
}

function entryOf({ person, ip }: By, { name }: sql.AreaRow) {
  return { actor: person.username, subject: `area:${name}`, ip };
}
