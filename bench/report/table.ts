import { ORIGINAL_REPORT as original } from '#server/monitor/original-report.ts';
import { Latencies, type LatencySummary } from '../latencies.ts';

/** What one endpoint took, or all of them. */
export interface Measured extends LatencySummary {
  readonly endpoint: string;
  readonly count: number;
  readonly errors: number;
}

/** One number of the original's report beside ours. */
export interface Compared {
  readonly what: string;
  readonly original: string;
  readonly ours: string;
  readonly isWithin: boolean;
}

/** Keeps what each endpoint took. */
export function makeTally() {
  const tallies = new Map<string, { latencies: Latencies; errors: number }>();
  return {
    record: (endpoint: string, ms: number, fault: string | null): void => {
      const tally = tallies.get(endpoint) ?? { latencies: new Latencies(), errors: 0 };
      tallies.set(endpoint, tally);
      tally.latencies.record(ms);
      if (fault !== null) tally.errors++;
    },
    /** The most frequent first. */
    list: (): Measured[] =>
      [...tallies]
        .map(([endpoint, { latencies, errors }]) => ({
          endpoint,
          count: latencies.count,
          errors,
          ...latencies.summary(),
        }))
        .sort((a, b) => b.count - a.count),
  };
}

/** The original's numbers, one after the other; an endpoint that was never asked is outside. */
export function compare(
  endpoints: readonly Measured[],
  all: Measured,
  perSecond: number,
): Compared[] {
  const below = (what: string, limit: number, ours: number, unit: string): Compared => ({
    what,
    original: `${limit} ${unit}`,
    ours: `${Number.isNaN(ours) ? 'not asked' : ours.toFixed(ours < 1 ? 2 : 1)} ${unit}`,
    isWithin: ours <= limit,
  });
  return [
    below('mean', original.meanMs, all.meanMs, 'ms'),
    below('p95', original.p95Ms, all.p95Ms, 'ms'),
    below('p99', original.p99Ms, all.p99Ms, 'ms'),
    below('errors', original.errorPercent, (all.errors / all.count) * 100, '%'),
    {
      what: 'requests',
      original: `${original.perSecond}/s`,
      ours: `${perSecond.toFixed(1)}/s`,
      isWithin: perSecond >= original.perSecond,
    },
    ...original.routes.map((route) => {
      const p95Ms = endpoints.find(({ endpoint }) => endpoint === route)?.p95Ms;
      return below(`\`${route}\`, p95`, original.routeMs, p95Ms ?? Number.NaN, 'ms');
    }),
  ];
}

/** Both tables, as Markdown. */
export function tablesOf(endpoints: readonly Measured[], compared: readonly Compared[]): string {
  const rows = endpoints.map(({ endpoint, count, errors, ...times }) => {
    const { meanMs, p50Ms, p95Ms, p99Ms, maxMs } = times;
    const figures = [meanMs, p50Ms, p95Ms, p99Ms, maxMs].map((ms) => ms.toFixed(1));
    return `| \`${endpoint}\` | ${[count, ...figures, errors].join(' | ')} |`;
  });
  return [
    '| endpoint | count | mean | p50 | p95 | p99 | max | errors |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    '| | the original | ours | |',
    '|---|---|---|---|',
    ...compared.map(
      ({ what, original: theirs, ours, isWithin }) =>
        `| ${what} | ${theirs} | ${ours} | ${isWithin ? 'within' : '**outside**'} |`,
    ),
  ].join('\n');
}
