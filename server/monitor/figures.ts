/**
 * What is known of a stretch of time besides the latencies, and how it adds up: over time, and over
 * processes that ran at the same time.
 */
export const FIGURES = {
  requests: ['sum', 'sum'],
  /** Answers of 500 and above. */
  errors: ['sum', 'sum'],
  scans: ['sum', 'sum'],
  batches: ['sum', 'sum'],
  batchedRequests: ['sum', 'sum'],
  batchWaitMs: ['sum', 'sum'],
  queueScans: ['max', 'sum'],
  queries: ['sum', 'sum'],
  queryMs: ['sum', 'sum'],
  slowQueries: ['sum', 'sum'],
  poolSize: ['mean', 'sum'],
  poolInUse: ['mean', 'sum'],
  poolWaiting: ['max', 'sum'],
  cacheHits: ['sum', 'sum'],
  cacheMisses: ['sum', 'sum'],
  /** The machine's; processes of several machines are as well as the worst of them. */
  cpuPercent: ['mean', 'max'],
  memoryPercent: ['mean', 'max'],
  diskPercent: ['max', 'max'],
  processCpuPercent: ['mean', 'sum'],
  rssMb: ['mean', 'sum'],
  loopDelayMs: ['mean', 'max'],
  loopDelayMaxMs: ['max', 'max'],
  connections: ['mean', 'sum'],
  /** The database is one, whoever asks it. */
  databaseMb: ['max', 'max'],
  databaseConnections: ['max', 'max'],
  replicationLagSeconds: ['max', 'max'],
} as const satisfies Record<string, readonly [overTime: Adding, overProcesses: Adding]>;

type Adding = 'sum' | 'mean' | 'max';
export type Figure = keyof typeof FIGURES;
export type Figures = Readonly<Record<Figure, number>>;

const NAMES = Object.keys(FIGURES).filter(isFigure);

function isFigure(name: string): name is Figure {
  return name in FIGURES;
}

/** One value for each figure. */
export function figuresBy(value: (name: Figure) => number): Figures {
  // Every name is there; the library's type of this says only that some texts are.
  return Object.fromEntries(NAMES.map((name) => [name, round(value(name))])) as Figures;
}

/** What another process sent, or another version stored: what is missing is 0. */
export function readFigures(value: unknown): Figures {
  const sent = new Map(Object.entries(value ?? {}));
  return figuresBy((name) => Number(sent.get(name)) || 0);
}

/** A stretch of time with its figures. */
export interface Measured {
  readonly seconds: number;
  readonly figures: Figures;
}

/** One process's stretches as one. */
export function addOverTime(all: readonly Measured[]): Figures {
  const seconds = all.reduce((sum, one) => sum + one.seconds, 0);
  return figuresBy((name) => {
    const [adding] = FIGURES[name];
    if (adding === 'max') return largest(all.map(({ figures }) => figures[name]));
    const weighed = (one: Measured) => one.figures[name] * (adding === 'mean' ? one.seconds : 1);
    const sum = all.reduce((total, one) => total + weighed(one), 0);
    return adding === 'sum' ? sum : sum / Math.max(seconds, 1);
  });
}

/** The same stretch of several processes. */
export function addOverProcesses(all: readonly Figures[]): Figures {
  return figuresBy((name) => {
    const values = all.map((figures) => figures[name]);
    const isSum = FIGURES[name][1] === 'sum';
    return isSum ? values.reduce((sum, value) => sum + value, 0) : largest(values);
  });
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : round((100 * part) / whole);
}

export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
