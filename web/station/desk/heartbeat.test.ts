import { describe, expect, test } from 'vitest';
import type { ScanRow } from '../../offline/rows.ts';
import { heartbeatOf } from './heartbeat.ts';

const NOW = new Date('2026-11-23T09:30:00.000Z');

function waitingSince(...times: readonly string[]): ScanRow[] {
  return times.map((scannedAt, at) => ({
    userId: 1,
    seq: at + 1,
    id: `scan-${at}`,
    intent: { action: 'pack', code: `000000${at}`, parent: 'SB12345' },
    scannedAt,
    station: 'Bench 1',
    state: 'waiting',
    told: { outcome: 'packed', tone: 'ok' },
    fill: null,
    shown: { bag: null, parent: null, bill: null },
    undoes: null,
    from: null,
    result: null,
    fault: null,
  }));
}

describe('a heartbeat', () => {
  test('tells how many scans wait, and since when', () => {
    const rows = waitingSince('2026-11-23T09:00:00.000Z', '2026-11-23T09:10:00.000Z');
    expect(heartbeatOf('Bench 1', rows, 0, NOW)).toEqual({
      station: 'Bench 1',
      waiting: 2,
      oldestWaitingAt: '2026-11-23T09:00:00.000Z',
      clock: '2026-11-23T09:30:00.000Z',
    });
  });

  test('counts what waits for other people on the device, too', () => {
    expect(heartbeatOf('Bench 1', waitingSince(), 3, NOW)).toMatchObject({
      waiting: 3,
      oldestWaitingAt: null,
    });
  });

  test('comes from no device without a name', () => {
    expect(heartbeatOf('  ', waitingSince(), 0, NOW)).toBeNull();
  });
});
