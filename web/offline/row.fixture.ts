import type { ScanResult } from '#contract/scan.ts';
import { type OfflineDatabase, openDatabase } from './database.ts';
import type { Intent, ScanRow } from './rows.ts';
import { addScan, type Draft, readPicture } from './store.ts';
import { uuidV7 } from './uuid.ts';

export const RAVI = { id: 7, username: 'ravi' };
export const MEENA = { id: 8, username: 'meena' };
export const DAY = '2026-11-23';

let opened = 0;

/** A device that nobody has used yet. */
export function newDevice(): Promise<OfflineDatabase> {
  opened += 1;
  return openDatabase(`device-${opened}`);
}

export function draftOf(intent: Intent, userId = RAVI.id): Draft {
  return {
    userId,
    id: uuidV7(Date.now()),
    intent,
    scannedAt: `${DAY}T10:15:00.000Z`,
    station: null,
    told: { outcome: intent.action === 'open' ? 'opened' : 'packed', tone: 'ok' },
    fill: null,
    shown: { bag: intent.code, parent: intent.parent ?? null, bill: null },
    undoes: null,
    from: null,
  };
}

export const pack = (code: string, parent = 'SB12345'): Intent => ({
  action: 'pack',
  code,
  parent,
});

/** Adds a scan to the desk as it is. */
export async function add(
  database: OfflineDatabase,
  intent: Intent,
  user = RAVI,
): Promise<ScanRow> {
  const { desk } = await readPicture(database, user, DAY);
  const draft = draftOf(intent, user.id);
  const added = await addScan(database, { draft, desk, user, day: DAY });
  if (added === null) throw new Error('the desk was not the one that was read');
  return added.row;
}

/** What the server would answer. */
export function answer(row: ScanRow, outcome: ScanResult['outcome'] = 'packed'): ScanResult {
  const { id, intent } = row;
  const isRefused = outcome === 'in_other_parent' || outcome === 'malformed';
  return {
    id,
    outcome,
    tone: isRefused ? 'error' : 'ok',
    message: '',
    replayed: false,
    bag: { code: intent.code, kind: 'child', lot: null, labelDate: null },
    parent: {
      code: intent.parent ?? intent.code,
      product: 'Mustard',
      childCount: 1,
      capacity: 30,
      status: 'open',
      bill: null,
    },
    bill: null,
  };
}
