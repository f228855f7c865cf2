import { addOverProcesses, addOverTime, type Figures } from './figures.ts';
import { type LatencySummary, makeHistogram } from './histogram.ts';
import type { Instance, Pulse } from './pulse.ts';

/** The last 15 minutes of every process on this database, second by second. */
export interface Instances {
  add(instance: Instance, pulse: Pulse): void;
  /** Those heard of lately, in the order of their names. */
  list(): KnownInstance[];
  /** All processes together over the last seconds; null until they are covered by pulses. */
  window(seconds: number): WindowView | null;
}

export interface KnownInstance extends Instance {
  /** Oldest first. */
  readonly pulses: readonly Pulse[];
}

export interface WindowView {
  readonly figures: Figures;
  readonly latency: LatencySummary;
}

export const PULSES_KEPT_SECONDS = 900;
/** Past this a process has stopped, or lost the database. */
const SILENT_SECONDS_MAX = 5;
/** More would be a mistake, and memory is bounded: some 0.5 MB each. */
const INSTANCES_MAX = 32;

/** @param nowSeconds the clock, since 1970. */
export function makeInstances(nowSeconds: () => number): Instances {
  const known = new Map<string, Instance & { readonly pulses: Pulse[] }>();
  const forgetOld = (): void => {
    const oldest = nowSeconds() - PULSES_KEPT_SECONDS;
    for (const [id, { pulses }] of known) {
      while ((pulses[0]?.at ?? oldest) < oldest) pulses.shift();
      if (pulses.length === 0) known.delete(id);
    }
  };
  return {
    add: (instance, pulse) => {
      const pulses = known.get(instance.id)?.pulses ?? [];
      if (pulses.length === 0 && known.size === INSTANCES_MAX) return;
      known.set(instance.id, { ...instance, pulses });
      pulses.push(pulse);
      forgetOld();
    },
    list: () => [...known.values()].sort((a, b) => a.name.localeCompare(b.name)),
    window: (seconds) => windowOf([...known.values()], seconds, nowSeconds()),
  };
}

function windowOf(
  instances: readonly KnownInstance[],
  seconds: number,
  now: number,
): WindowView | null {
  const alive = instances.filter(({ pulses }) => {
    return now - (pulses.at(-1)?.at ?? 0) <= SILENT_SECONDS_MAX;
  });
  // By the newest second, as that of this moment has not been told yet.
  const newest = alive.reduce((latest, { pulses }) => Math.max(latest, pulses.at(-1)?.at ?? 0), 0);
  const from = newest - seconds;
  // A window that is hardly covered would judge by its first seconds.
  if (!alive.some(({ pulses }) => (pulses[0]?.at ?? now) <= from)) return null;
  const latency = makeHistogram();
  const figures = alive.map(({ pulses }) => {
    const within = pulses.filter(({ at }) => at > from);
    for (const pulse of within) latency.addEncoded(pulse.latency);
    return addOverTime(within.map((pulse) => ({ seconds: 1, figures: pulse.figures })));
  });
  return { figures: addOverProcesses(figures), latency: latency.summary() };
}
