import type { Station } from './queries.ts';

/** What may be wrong at a station, the worst first. */
export type Trouble = 'unsent' | 'silent' | 'refused' | 'clock';
export type Look = 'error' | 'notice' | 'good' | 'quiet';

/** A station as the floor shows it. */
export interface ShownStation {
  readonly station: Station;
  readonly look: Look;
  readonly troubles: readonly Trouble[];
  /** The age of the oldest scan that it has not sent; null when all are. */
  readonly unsentSeconds: number | null;
  /** The moment that it is shown at, by the server's clock. */
  readonly now: number;
}

/** As an alert is raised by, unless somebody has changed the rule. */
const UNSENT_ERROR_SECONDS = 300;
/** Sending takes a moment, and Wi-Fi in a hall some more. */
const UNSENT_NOTICE_SECONDS = 60;
const REFUSED_NOTICE_PERCENT = 8;
/** Fewer scans say nothing about a share. */
const REFUSED_SCANS_MIN = 20;
/** A station that is open says so every 15 seconds. */
const SILENT_NOTICE_SECONDS = 60;
/** Nobody is at it. */
const QUIET_SECONDS = 600;
const CLOCK_NOTICE_MS = 60_000;

const RANKS: readonly Look[] = ['error', 'notice', 'good', 'quiet'];

/**
 * Stations in the order in which somebody should go and look. Where nothing is wrong they stay in
 * the order of their names, so that a wall screen does not shuffle.
 * @param now the server's clock, as milliseconds since 1970.
 */
export function showStations(stations: readonly Station[], now: number): ShownStation[] {
  return stations
    .map((station) => showStation(station, now))
    .sort(
      (a, b) =>
        RANKS.indexOf(a.look) - RANKS.indexOf(b.look) ||
        oldest(b) - oldest(a) ||
        placeOf(a.station).localeCompare(placeOf(b.station), 'en', { numeric: true }),
    );
}

function oldest({ unsentSeconds }: ShownStation): number {
  return unsentSeconds ?? 0;
}

function placeOf({ area, station }: Station): string {
  return `${area ?? ''} ${station}`;
}

function showStation(station: Station, now: number): ShownStation {
  const { waiting, oldestWaitingAt, lastSeenAt, scans, refusedPercent, clockSkewMs } = station;
  const unsentSeconds = secondsSince(oldestWaitingAt, now);
  const silentSeconds = secondsSince(lastSeenAt, now);
  const hasUnsent = (waiting ?? 0) > 0;
  const isSilent = (silentSeconds ?? 0) >= SILENT_NOTICE_SECONDS;
  const found: readonly (readonly [Trouble, boolean])[] = [
    ['unsent', (unsentSeconds ?? 0) >= UNSENT_NOTICE_SECONDS],
    ['silent', hasUnsent && isSilent],
    ['refused', scans >= REFUSED_SCANS_MIN && refusedPercent >= REFUSED_NOTICE_PERCENT],
    ['clock', Math.abs(clockSkewMs ?? 0) >= CLOCK_NOTICE_MS],
  ];
  const troubles = found.filter(([, isSo]) => isSo).map(([trouble]) => trouble);
  const isQuiet = !hasUnsent && (silentSeconds ?? 0) >= QUIET_SECONDS;
  const look = lookOf(troubles, unsentSeconds, isQuiet);
  return { station, look, troubles: isQuiet ? [] : troubles, unsentSeconds, now };
}

function lookOf(
  troubles: readonly Trouble[],
  unsentSeconds: number | null,
  isQuiet: boolean,
): Look {
  if (isQuiet) return 'quiet';
  if ((unsentSeconds ?? 0) >= UNSENT_ERROR_SECONDS) return 'error';
  return troubles.length > 0 ? 'notice' : 'good';
}

function secondsSince(instant: string | null, now: number): number | null {
  return instant === null ? null : Math.max(0, (now - Date.parse(instant)) / 1_000);
}
