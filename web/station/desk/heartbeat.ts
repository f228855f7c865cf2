import type { Heartbeat } from '#contract/station.ts';
import type { ScanRow } from '../../offline/rows.ts';

/**
 * What a station tells of itself, so that the office sees which bench has scans that are not stored
 * yet. A device without a name tells nothing: nobody could find it on the floor.
 * @param waiting the scans of who works here, oldest first.
 * @param other how many of other people wait on this device besides.
 */
export function heartbeatOf(
  station: string,
  waiting: readonly ScanRow[],
  other: number,
  now: Date,
): Heartbeat | null {
  const name = station.trim();
  if (name === '') return null;
  return {
    station: name,
    waiting: waiting.length + other,
    oldestWaitingAt: waiting[0]?.scannedAt ?? null,
    clock: now.toISOString(),
  };
}
