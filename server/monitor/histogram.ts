/**
 * Counts of how long things took, in buckets that grow with the value (as HdrHistogram's do): every
 * time is known to 1.6 %, from a microsecond to 35 minutes, in 6.6 kB. Recording costs some 10 ns,
 * where one of Node's native histograms costs 500, and what was counted can be sent to another
 * process and added up there, so that percentiles over all processes are true ones.
 */
export interface Histogram {
  record(ms: number): void;
  /** Of a time in whole microseconds. */
  recordUs(us: number): void;
  add(other: Histogram): void;
  /** Adds what `encode` has made. */
  addEncoded(bytes: Uint8Array): void;
  /** Only the buckets that hold something; some 100 bytes for a second of work. */
  encode(): Uint8Array;
  clear(): void;
  summary(): LatencySummary;
  /** How many took at most so many milliseconds, as exactly as the buckets are. */
  countUpTo(ms: number): number;
  readonly count: number;
  readonly totalMs: number;
  readonly counts: Uint32Array;
}

export interface LatencySummary {
  readonly count: number;
  readonly avgMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** 64 buckets for each doubling. */
const STEP_BITS = 6;
const STEPS = 1 << STEP_BITS;
const HIGHEST_US = 2 ** 31 - 1;
const BUCKETS = bucketOf(HIGHEST_US) + 1;
const US_PER_MS = 1_000;

/** An empty histogram. */
export function makeHistogram(): Histogram {
  const counts = new Uint32Array(BUCKETS);
  let count = 0;
  let totalUs = 0;
  const recordUs = (time: number): void => {
    const us = Math.min(Math.max(time, 0), HIGHEST_US);
    const bucket = bucketOf(us);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    count++;
    totalUs += us;
  };
  return {
    counts,
    get count() {
      return count;
    },
    get totalMs() {
      return totalUs / US_PER_MS;
    },
    record: (ms) => recordUs(Math.round(ms * US_PER_MS)),
    recordUs,
    add: (other) => {
      for (const [at, more] of other.counts.entries()) counts[at] = (counts[at] ?? 0) + more;
      count += other.count;
      totalUs += other.totalMs * US_PER_MS;
    },
    addEncoded: (bytes) => {
      for (const [at, more] of decode(bytes)) {
        counts[at] = (counts[at] ?? 0) + more;
        count += more;
        totalUs += more * middleOf(at);
      }
    },
    encode: () => encode(counts),
    clear: () => {
      counts.fill(0);
      count = 0;
      totalUs = 0;
    },
    summary: () => summaryOf(counts, count, totalUs),
    countUpTo: (ms) => {
      const last = bucketOf(Math.min(Math.round(ms * US_PER_MS), HIGHEST_US));
      let below = 0;
      for (let at = 0; at <= last; at++) below += counts[at] ?? 0;
      return below;
    },
  };
}

/** Values below 64 have a bucket each; above, one holds as many as it has doublings behind it. */
function bucketOf(us: number): number {
  if (us < STEPS) return us;
  const doublings = 31 - Math.clz32(us) - STEP_BITS;
  return (doublings << STEP_BITS) + (us >>> doublings);
}

/** The value in the middle of a bucket. */
function middleOf(bucket: number): number {
  if (bucket < STEPS) return bucket;
  const doublings = (bucket >> STEP_BITS) - 1;
  const lowest = ((bucket & (STEPS - 1)) + STEPS) * 2 ** doublings;
  return lowest + (2 ** doublings - 1) / 2;
}

function summaryOf(counts: Uint32Array, count: number, totalUs: number): LatencySummary {
  const ranks = [0.5, 0.95, 0.99, 0.999, 1].map((share) => Math.max(Math.ceil(count * share), 1));
  const found: number[] = [];
  let below = 0;
  for (let at = 0; at < BUCKETS && found.length < ranks.length; at++) {
    below += counts[at] ?? 0;
    while (below >= (ranks[found.length] ?? Infinity)) found.push(middleOf(at) / US_PER_MS);
  }
  const [p50Ms = 0, p95Ms = 0, p99Ms = 0, p999Ms = 0, maxMs = 0] = found;
  const avgMs = count === 0 ? 0 : Math.round(totalUs / count) / US_PER_MS;
  return { count, avgMs, p50Ms, p95Ms, p99Ms, p999Ms, maxMs };
}

/** Pairs of how many buckets further and how many are in it, seven bits a byte, lowest first. */
function encode(counts: Uint32Array): Uint8Array {
  const bytes: number[] = [];
  const put = (value: number): void => {
    let left = value;
    for (; left > 127; left = Math.floor(left / 128)) bytes.push((left & 127) | 128);
    bytes.push(left);
  };
  let last = 0;
  for (let at = 0; at < BUCKETS; at++) {
    const here = counts[at] ?? 0;
    if (here === 0) continue;
    put(at - last);
    put(here);
    last = at;
  }
  return Uint8Array.from(bytes);
}

/** Ends at what it cannot read: another process may be of another version. */
function* decode(bytes: Uint8Array): Generator<readonly [bucket: number, count: number]> {
  let place = 0;
  let at = 0;
  const take = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[place++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (place < bytes.length) {
    at += take();
    if (at >= BUCKETS) return;
    yield [at, take()];
  }
}
