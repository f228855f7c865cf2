import type { UndoFate } from '#contract/import.ts';
import type { Outcome } from '#domain/outcome.ts';
import type { Decision } from '#domain/scan/decide.ts';
import { messageOf } from '#domain/scan/message.ts';
import { parseScan } from '../scan/parse.ts';
import { makeRecorder } from './recorder.ts';
import { scanIdOf, scanIdPattern } from './scan-id.ts';
import * as sql from './work.sql.ts';
import type { Work } from './work.ts';

const ROWS_AT_ONCE = 500;

interface Undone {
  readonly at: number;
  readonly fate: UndoFate;
  readonly reason: string;
}

/**
 * Takes an import back, from its last row to its first, by new scans: history only grows. A row
 * stays as it is where something else has happened since to its bag, or to the parent it lies in.
 * @returns whether it came to the end; else the server stops.
 */
export async function undoRows(work: Work): Promise<boolean> {
  const { deps, record, stopping, pace } = work;
  let place = record.undo_place ?? 0;
  while (!stopping.aborted) {
    const rows = await deps.db.run(sql.listChanges, [record.no, place, ROWS_AT_ONCE]);
    const last = rows.at(-1);
    if (last === undefined) return true;
    const fates: Undone[] = [];
    for (let from = 0; from < rows.length; ) {
      const some = rows.slice(from, from + pace.scansMax);
      fates.push(...(await undoSome(work, some)));
      from += some.length;
    }
    place = last.at - 1;
    await deps.db.run(sql.storeUndone, [...sql.undoFates.arraysOf(fates), record.no, place]);
    deps.live.tellImport(record.id);
  }
  return false;
}

/** By what a row did, how it is undone: what only registers is not. */
const COUNTERS: Partial<Readonly<Record<string, 'unpack' | 'unbill'>>> = {
  packed: 'unpack',
  packed_full: 'unpack',
  billed: 'unbill',
  billed_target: 'unbill',
};

async function undoSome(work: Work, rows: readonly sql.UndoneRow[]): Promise<Undone[]> {
  const { deps, record, actor, pace } = work;
  const { codes } = deps.catalogue.current;
  const kept = rows.filter(({ outcome }) => COUNTERS[outcome] === undefined);
  const later = await findLater(
    work,
    rows.filter(({ outcome }) => COUNTERS[outcome]),
  );
  const free = rows.filter(({ at, outcome }) => COUNTERS[outcome] && !later.has(at));
  const requests = free.map(({ at, code, into_code, outcome }) => {
    const action = COUNTERS[outcome];
    const into = action === 'unpack' ? { parent: into_code } : { bill: into_code };
    const input = { id: scanIdOf(record.id, at, 'undo'), action, code, ...into };
    return parseScan(input, actor, codes);
  });
  const recorded =
    requests.length === 0
      ? []
      : await pace.turn(requests.length, () => makeRecorder(work).recordScans(requests));
  return [
    ...kept.map(keptOf),
    ...[...later].map(([at, reason]): Undone => ({ at, fate: 'refused', reason })),
    ...free.flatMap((row, nth) => {
      const decision = recorded[nth]?.decision;
      return decision === undefined ? [] : [undoneOf(row, decision)];
    }),
  ];
}

function undoneOf({ at, fate }: sql.UndoneRow, decision: Decision): Undone {
  const { outcome } = decision;
  const message = messageOf(decision);
  if (outcome !== 'unpacked' && outcome !== 'unbilled') {
    return { at, fate: 'refused', reason: message };
  }
  return { at, fate: 'undone', reason: fate === 'created' ? `${message}; ${STAYS}` : message };
}

const STAYS = 'it stays known, as what is registered is never deleted';

function keptOf({ at, code, outcome }: sql.UndoneRow): Undone {
  const what = outcome === 'made' ? `The bill ${code}` : code;
  return { at, fate: 'kept', reason: `${what}: ${STAYS}` };
}

const OF_CHILDREN: readonly Outcome[] = [
  'packed',
  'packed_full',
  'moved',
  'moved_full',
  'unpacked',
  'voided',
];
const OF_PARENTS: readonly Outcome[] = [
  'billed',
  'billed_target',
  'unbilled',
  'sealed',
  'reopened',
];

/** By a row's place, what somebody else has done since to its bag, or to the parent it lies in. */
async function findLater(
  { deps, record }: Work,
  rows: readonly sql.UndoneRow[],
): Promise<Map<number, string>> {
  if (rows.length === 0) return new Map();
  const atById = new Map(rows.map(({ at }) => [scanIdOf(record.id, at, 'do'), at]));
  const scans = rows.map(({ at, code, into_code }) => {
    return { id: scanIdOf(record.id, at, 'do'), code, into_code };
  });
  const found = await deps.db.run(sql.findLaterScans, [
    ...sql.undoneScans.arraysOf(scans),
    [...OF_CHILDREN, ...OF_PARENTS],
    OF_PARENTS,
    scanIdPattern(record.id),
  ]);
  const { usernameById } = deps.catalogue.current;
  return new Map(
    found.flatMap((scan) => {
      const at = atById.get(scan.id);
      const by = usernameById.get(scan.user_id) ?? 'somebody';
      return at === undefined ? [] : [[at, laterReason(scan, by)] as const];
    }),
  );
}

function laterReason(
  { code, outcome, bill_code, parent_code }: sql.LaterScanRow,
  by: string,
): string {
  const where = bill_code ?? parent_code;
  return `${code} was ${IN_WORDS[outcome] ?? outcome}${where ? ` (${where})` : ''} since, by ${by}`;
}

const IN_WORDS: Partial<Readonly<Record<string, string>>> = {
  packed_full: 'packed',
  moved_full: 'moved',
  billed: 'put on a bill',
  billed_target: 'put on a bill',
  unbilled: 'taken off its bill',
  unpacked: 'taken out',
};
