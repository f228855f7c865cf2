import type { HistoryRange, Series } from '#contract/monitor.ts';
import type { Database } from '../db/database.ts';
import { periodOf } from '../list/period.ts';
import { readFigures } from './figures.ts';
import * as sql from './history.sql.ts';
import { type Instances, PULSES_KEPT_SECONDS } from './instances.ts';
import { type Piece, seriesOf } from './series.ts';

interface Range {
  readonly lengthSeconds: number;
  readonly stepSeconds: number;
  /** Null for the seconds, which are in memory. */
  readonly resolution: sql.Resolution | null;
  /** What one statement reads, so that parsing it holds up nobody. */
  readonly sliceSeconds: number;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

const RANGES: Readonly<Record<HistoryRange, Range>> = {
  '15m': { lengthSeconds: 900, stepSeconds: 1, resolution: null, sliceSeconds: 900 },
  '24h': { lengthSeconds: DAY, stepSeconds: 60, resolution: 'minute', sliceSeconds: 6 * HOUR },
  '7d': { lengthSeconds: 7 * DAY, stepSeconds: HOUR, resolution: 'hour', sliceSeconds: 7 * DAY },
  '1y': {
    lengthSeconds: 365 * DAY,
    stepSeconds: 6 * HOUR,
    resolution: 'hour',
    sliceSeconds: 30 * DAY,
  },
};

/**
 * @param until the end of the range; now when undefined.
 * @throws {CodedError} malformed_request for a time that no calendar has.
 */
export async function readHistory(
  db: Database,
  instances: Instances,
  range: HistoryRange,
  until: string | undefined,
): Promise<{ step_seconds: number; series: Series[] }> {
  const { lengthSeconds, stepSeconds, resolution, sliceSeconds } = RANGES[range];
  const { to: wanted } = periodOf(until === undefined ? {} : { to: until }, 'UTC');
  const end = wanted === null ? Date.now() / 1_000 + 1 : Date.parse(wanted) / 1_000;
  const from = Math.max(end - lengthSeconds, 0);
  const pieces = resolution === null ? secondsOf(instances, from, end) : [];
  for (let at = from; resolution !== null && at < end; at += sliceSeconds) {
    const to = Math.min(at + sliceSeconds, end);
    const rows = await db.run(sql.listHistory, [resolution, instantOf(at), instantOf(to)]);
    pieces.push(...rows.map(pieceOf));
  }
  return { step_seconds: stepSeconds, series: seriesOf(pieces, stepSeconds) };
}

function secondsOf(instances: Instances, from: number, end: number): Piece[] {
  return instances
    .list()
    .flatMap(({ name, pulses }) =>
      pulses
        .filter(({ at }) => at >= Math.max(from, end - PULSES_KEPT_SECONDS) && at < end)
        .map((pulse) => ({ ...pulse, name, seconds: 1 })),
    );
}

function pieceOf({ at, name, seconds, figures, latency }: sql.HistoryRow): Piece {
  return { at: Date.parse(at) / 1_000, name, seconds, figures: readFigures(figures), latency };
}

function instantOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
