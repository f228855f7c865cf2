export interface LatencySummary {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Every latency of a run, exactly: a bench has room for all of them. */
export class Latencies {
  readonly #all: number[] = [];

  record(ms: number): void {
    this.#all.push(ms);
  }

  get count(): number {
    return this.#all.length;
  }

  summary(): LatencySummary {
    const sorted = Float64Array.from(this.#all).sort();
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    const sum = this.#all.reduce((total, ms) => total + ms, 0);
    const meanMs = sum / Math.max(this.#all.length, 1);
    return { meanMs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) };
  }
}
