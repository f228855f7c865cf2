import { ANYTHING, type Changes } from './changes.ts';
import { ALL_NOTES, type Place } from './event-id.ts';

/** What changed at one time, by the server's clock. */
export interface Moment {
  readonly atMs: number;
  /** Counts the moments of this process. */
  readonly no: number;
  /** Which process tells it. */
  readonly source: string;
  readonly changes: Changes;
}

/** A moment, and how many of its notes were told before. */
export interface Missed {
  readonly moment: Moment;
  readonly told: number;
}

/** For those who were cut off: the moments of the last minutes. */
const MOMENTS_MAX = 600;
/** Clocks of servers differ, and a notice takes its time: rather tell twice than not at all. */
const SLACK_MS = 5_000;

/** The latest moments of a process, and since when they are all. */
export function makeMoments(source: string) {
  const moments: Moment[] = [];
  let isWholeSinceMs = Date.now();
  let droppedNo = 0;
  let no = 0;
  const momentOf = (changes: Changes): Moment => ({ atMs: Date.now(), no, source, changes });
  /** Null where that is not known. */
  const find = ({ atMs, of }: Place): Missed[] | null => {
    if (of?.source === source) {
      if (of.no < droppedNo) return null;
      const later = moments.filter((moment) => moment.no >= of.no);
      return later.map((moment) => ({ moment, told: moment.no === of.no ? of.notes : 0 }));
    }
    if (!(atMs >= isWholeSinceMs)) return null;
    const later = moments.filter((moment) => moment.atMs >= atMs - SLACK_MS);
    return later.map((moment) => ({ moment, told: 0 }));
  };
  return {
    add: (changes: Changes): Moment => {
      no++;
      const moment = momentOf(changes);
      moments.push(moment);
      const dropped = moments.length > MOMENTS_MAX ? moments.shift() : undefined;
      if (dropped !== undefined) {
        isWholeSinceMs = dropped.atMs + SLACK_MS;
        droppedNo = dropped.no;
      }
      return moment;
    },
    now: (): Place => ({ atMs: Date.now(), of: { source, no, notes: ALL_NOTES } }),
    since: (place: Place): Missed[] => find(place) ?? [{ moment: momentOf(ANYTHING), told: 0 }],
  };
}
