import type { Deps } from '../deps.ts';
import { addOverTime, type Figures } from './figures.ts';
import { type Histogram, makeHistogram } from './histogram.ts';
import * as sql from './history.sql.ts';
import type { Instance, Pulse } from './pulse.ts';

/** Stores what a process measures, by the minute and by the hour. */
export interface HistoryKeeper {
  add(pulse: Pulse): void;
  /** Stores what is not stored yet. */
  close(): Promise<void>;
}

const SECONDS: Readonly<Record<sql.Resolution, number>> = { minute: 60, hour: 3_600 };
const MINUTES_KEPT_DAYS = 7;
const HOURS_KEPT_DAYS = 366;
const TIDY_INTERVAL_MS = 3_600_000;
/** While the database is away; older ones are lost, and the hour still has them. */
const WAITING_MAX = 120;

/** A minute or an hour, so far. */
interface Span {
  readonly resolution: sql.Resolution;
  readonly at: number;
  readonly latency: Histogram;
  seconds: number;
  figures: Figures | null;
}

/** Writes one small statement a minute, and clears away once an hour what is old. */
export function keepHistory({ db, log }: Deps, instance: Instance): HistoryKeeper {
  let spans: readonly Span[] = [];
  let waiting: ReturnType<typeof rowOf>[] = [];
  let writing = Promise.resolve();
  const write = async (): Promise<void> => {
    const rows = waiting;
    if (rows.length === 0) return;
    waiting = [];
    try {
      await db.run(sql.upsertHistory, sql.historyRows.arraysOf(rows));
    } catch (error) {
      // Those of this moment are newer than what failed.
      waiting = [...rows, ...waiting].slice(-WAITING_MAX);
      log.debug({ err: error }, 'the history waits for the database');
    }
  };
  const flush = (): Promise<void> => {
    waiting.push(...spans.map((span) => rowOf(instance, span)));
    waiting = lastOfEach(waiting);
    writing = writing.then(write);
    return writing;
  };
  const tidy = (): void => {
    db.run(sql.deleteOldHistory, [MINUTES_KEPT_DAYS, HOURS_KEPT_DAYS]).catch((error) =>
      log.warn({ err: error }, 'old history was not cleared away; it will be tried again'),
    );
  };
  const timer = setInterval(tidy, TIDY_INTERVAL_MS).unref();
  return {
    add: (pulse) => {
      const [minute] = spans;
      const isOver = minute !== undefined && pulse.at >= minute.at + SECONDS.minute;
      if (isOver) void flush();
      spans = [continued(spans[0], 'minute', pulse.at), continued(spans[1], 'hour', pulse.at)];
      for (const span of spans) addTo(span, pulse);
    },
    close: () => {
      clearInterval(timer);
      return flush();
    },
  };
}

function continued(span: Span | undefined, resolution: sql.Resolution, now: number): Span {
  const length = SECONDS[resolution];
  const at = now - (now % length);
  if (span?.at === at) return span;
  return { resolution, at, latency: makeHistogram(), seconds: 0, figures: null };
}

function addTo(span: Span, { figures, latency }: Pulse): void {
  const before = span.figures === null ? [] : [{ seconds: span.seconds, figures: span.figures }];
  span.figures = addOverTime([...before, { seconds: 1, figures }]);
  span.seconds++;
  span.latency.addEncoded(latency);
}

function rowOf({ id, name }: Instance, { resolution, at, seconds, figures, latency }: Span) {
  return {
    resolution,
    at: new Date(at * 1_000).toISOString(),
    instance: id,
    name,
    seconds,
    figures: JSON.stringify(figures),
    latency: Buffer.from(latency.encode()),
  };
}

/** One statement can write a row only once: of an hour, what is known last. */
function lastOfEach<Row extends { readonly resolution: string; readonly at: string }>(
  rows: readonly Row[],
): Row[] {
  return [...new Map(rows.map((row) => [`${row.resolution} ${row.at}`, row])).values()];
}
