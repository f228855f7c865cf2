import { type CodeRules, parseCode } from '#domain/code.ts';
import type { Desk, Intent, ScanRow } from '../../offline/rows.ts';

/**
 * What a scanned text asks for, in the state that the desk is in. A parent's code always opens that
 * parent; anything else is packed into the open one. In the state PARENT it is sent as it is: the
 * answer is that it is no parent, and that it was scanned is on record.
 */
export function packingIntent(code: string, desk: Desk, rules: CodeRules, nowMs: number): Intent {
  const parsed = parseCode(code, rules);
  if (parsed.kind === 'parent' || desk.parent === null) return { action: 'open', code };
  const { offer, parent } = desk;
  const isMove =
    parsed.kind === 'child' &&
    offer !== null &&
    offer.code === parsed.code &&
    offer.into === parent &&
    nowMs <= offer.untilMs;
  return { action: isMove ? 'move' : 'pack', code, parent };
}

export interface Undo {
  readonly intent: Intent;
  /** The id of the scan that is taken back. */
  readonly undoes: string;
}

/** What takes a scan back: a new scan. Null for a scan that changed nothing, or is taken back. */
export function undoOf(row: ScanRow, rows: readonly ScanRow[]): Undo | null {
  const { intent, id, from } = row;
  const outcome = row.result?.outcome ?? row.told.outcome;
  if (row.undoes !== null || rows.some((one) => one.undoes === id && isAlive(one))) return null;
  const { code, parent, bill } = intent;
  switch (outcome) {
    case 'packed':
    case 'packed_full':
      return parent === undefined
        ? null
        : { intent: { action: 'unpack', code, parent }, undoes: id };
    case 'moved':
    case 'moved_full': {
      if (parent === undefined) return null;
      const back: Intent =
        from === null ? { action: 'unpack', code, parent } : { action: 'move', code, parent: from };
      return { intent: back, undoes: id };
    }
    case 'billed':
    case 'billed_target':
      return bill === undefined ? null : { intent: { action: 'unbill', code, bill }, undoes: id };
    case 'sealed':
      return { intent: { action: 'reopen', code }, undoes: id };
    default:
      return null;
  }
}

/** A refused undo has taken nothing back: it may be tried again. */
function isAlive({ state }: ScanRow): boolean {
  return state === 'waiting' || state === 'stored';
}

const PACKING = new Set(['open', 'pack', 'move', 'unpack', 'seal', 'reopen']);

/** Which of the two pages a scan belongs to. */
export function isPacking({ intent }: ScanRow): boolean {
  return PACKING.has(intent.action);
}
