import type { Outcome, Tone } from '#domain/outcome.ts';
import type { ScanRow } from '../../offline/rows.ts';

/** What is heard, felt and flashed. */
export type SignalKind = 'parent' | 'child' | 'full' | 'notice' | 'error';

export interface Signal {
  readonly kind: SignalKind;
  /** What it is about; null for what is no scan, such as a bounce. */
  readonly row: ScanRow | null;
}

const FULL = new Set<Outcome>(['packed_full', 'moved_full', 'billed_target']);
const PARENT = new Set<Outcome>(['opened', 'ready', 'reopened']);

export function signalKindOf(outcome: Outcome, tone: Tone, isPartFull = false): SignalKind {
  if (tone !== 'ok') return tone;
  if (FULL.has(outcome)) return 'full';
  if (PARENT.has(outcome)) return 'parent';
  return isPartFull ? 'notice' : 'child';
}

/** What sounds at once. */
export function signalOfTold(row: ScanRow): Signal {
  const { outcome, tone } = row.told;
  return { kind: signalKindOf(outcome, tone, isBilledPartFull(row)), row };
}

const WEIGHT: Readonly<Record<SignalKind, number>> = {
  child: 0,
  parent: 0,
  full: 1,
  notice: 2,
  error: 3,
};

/** What sounds when answers differ from what was told: the gravest of them, once. */
export function correctionOf(rows: readonly ScanRow[]): Signal | null {
  let gravest: Signal | null = null;
  for (const row of rows) {
    const { told, result, fault } = row;
    const before = signalOfTold({ ...row, result: null }).kind;
    const after =
      result === null ? 'error' : signalKindOf(result.outcome, result.tone, isBilledPartFull(row));
    const isSame =
      before === after || (told.tone === 'ok' && result?.tone === 'ok' && after === 'child');
    if (fault === null && isSame) continue;
    if (gravest === null || WEIGHT[after] >= WEIGHT[gravest.kind]) gravest = { kind: after, row };
  }
  return gravest;
}

/** A part-full or empty parent may be billed; whoever does so should know. */
export function isBilledPartFull({ intent, result, fill }: ScanRow): boolean {
  if (intent.action !== 'bill') return false;
  const parent = result?.parent ?? null;
  if (parent !== null) return parent.childCount < parent.capacity;
  const [childCount, capacity] = fill?.split('/').map(Number) ?? [];
  return childCount !== undefined && capacity !== undefined && childCount < capacity;
}
