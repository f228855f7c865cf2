import { createHash } from 'node:crypto';
import { type Histogram, makeHistogram } from './histogram.ts';

/**
 * What a process counts as it works: the cheapest that can be done on the way of a request. Whoever
 * wants rates or percentiles reads it now and then (see `monitor.ts`).
 */
export interface Meter {
  /** A bench switches it off, to know what measuring costs: nothing is measured or judged then. */
  isOn: boolean;
  /** @param route method and path template, such as `GET /api/v2/bags/:code`. */
  route(route: string): RouteMeter;
  /** @param us how long it took, in whole microseconds. */
  recordAnswer(route: RouteMeter, status: number, us: number): void;
  recordStatement(statement: StatementRun): void;
  /** A cache's own counter, which it counts up itself. */
  cache(name: string): CacheMeter;
  readonly routes: ReadonlyMap<string, RouteMeter>;
  readonly statements: ReadonlyMap<string, StatementMeter>;
  readonly caches: ReadonlyMap<string, CacheMeter>;
  /** Answers since the start, by status. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly queries: { readonly count: number; readonly totalMs: number; readonly slow: number };
  /** The answers since the last `clear` of it, by whoever makes the seconds. */
  readonly recent: Histogram;
}

export interface RouteMeter {
  readonly latency: Histogram;
  /** Answers of 500 and above. */
  errors: number;
}

/** One statement that has ended. */
export interface StatementRun {
  /** Null for text that was made at run time. */
  readonly name: string | null;
  readonly text: string;
  readonly ms: number;
  readonly hasFailed: boolean;
}

export interface StatementMeter {
  readonly text: string;
  readonly latency: Histogram;
  failures: number;
}

export interface CacheMeter {
  hits: number;
  misses: number;
}

/** HTTP has statuses of three digits. */
const STATUSES = 1_000;
const SLOW_QUERY_MS = 100;
/** Lists make texts by their filters; what comes after so many of them is counted together. */
const TEXTS_MAX = 300;
const OTHER_TEXTS = { name: 'other-texts', text: 'Texts made at run time, beyond the first 300' };
const HASH_LENGTH = 8;

/** A meter with nothing counted yet. */
export function makeMeter(): Meter {
  const routes = new Map<string, RouteMeter>();
  const caches = new Map<string, CacheMeter>();
  /** By status: an array takes a tenth of what a map does. */
  const answers = new Float64Array(STATUSES);
  const queries = { count: 0, totalMs: 0, slow: 0 };
  const recent = makeHistogram();
  const statements = makeStatementMeters();
  const meter: Meter = {
    isOn: true,
    routes,
    caches,
    get statuses() {
      return new Map([...answers.entries()].filter(([, count]) => count > 0));
    },
    queries,
    recent,
    statements: statements.byName,
    route: (route) => getOrMake(routes, route, () => ({ latency: makeHistogram(), errors: 0 })),
    cache: (name) => getOrMake(caches, name, () => ({ hits: 0, misses: 0 })),
    recordAnswer: (route, status, us) => {
      route.latency.recordUs(us);
      recent.recordUs(us);
      if (status >= 500) route.errors++;
      answers[status] = (answers[status] ?? 0) + 1;
    },
    recordStatement: (run) => {
      if (!meter.isOn) return;
      const { ms, hasFailed } = run;
      const statement = statements.find(run);
      statement.latency.record(ms);
      if (hasFailed) statement.failures++;
      queries.count++;
      queries.totalMs += ms;
      if (ms > SLOW_QUERY_MS) queries.slow++;
    },
  };
  return meter;
}

function makeStatementMeters() {
  const byName = new Map<string, StatementMeter>();
  const nameByText = new Map<string, string>();
  const nameOf = (text: string): string => {
    const known = nameByText.get(text);
    if (known !== undefined) return known;
    if (nameByText.size === TEXTS_MAX) return OTHER_TEXTS.name;
    const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
    nameByText.set(text, `text-${hash}`);
    return `text-${hash}`;
  };
  return {
    byName,
    find: ({ name, text }: StatementRun): StatementMeter => {
      const shown = name ?? nameOf(text);
      return getOrMake(byName, shown, () => ({
        text: shown === OTHER_TEXTS.name ? OTHER_TEXTS.text : text,
        latency: makeHistogram(),
        failures: 0,
      }));
    },
  };
}

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
