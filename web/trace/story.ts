import type { Trace } from '../bags/queries.ts';
import { compareInstants } from '../ui/instant.ts';
import type { TimelineEntry } from '../ui/timeline.tsx';

/** What became of a parent after a packet was in it, and concerns the packet as well. */
const SHARED: readonly string[] = ['sealed', 'reopened', 'billed', 'billed_target', 'unbilled'];

/**
 * A packet's own scans, and those of the parent that it lies in since it was packed there: the
 * packet went onto the bill when its parent did.
 * @param parent the trace of that parent, once it is there.
 */
export function storyOf(trace: Trace, parent: Trace | undefined): readonly TimelineEntry[] {
  const packed = lastPacking(trace);
  if (parent === undefined || packed === undefined || trace.bag.parent === null) {
    return trace.timeline;
  }
  const shared = parent.timeline
    .filter(({ outcome }) => SHARED.includes(outcome))
    .filter(({ receivedAt }) => compareInstants(receivedAt, packed.receivedAt) >= 0)
    .map((entry) => ({ ...entry, parent: parent.bag.code }));
  return [...trace.timeline, ...shared].sort((a, b) => compareInstants(a.receivedAt, b.receivedAt));
}

const PACKINGS: readonly string[] = ['packed', 'packed_full', 'moved', 'moved_full'];

/** The scan by which a packet came to lie where it lies. */
export function lastPacking({ timeline }: Trace): TimelineEntry | undefined {
  return [...timeline].reverse().find(({ outcome }) => PACKINGS.includes(outcome));
}
