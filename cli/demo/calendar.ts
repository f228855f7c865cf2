import type { Queryable } from '#server/db/database.ts';

/** The hours in which the demonstration's people work, laid end to end. */
export interface Calendar {
  /** The moment, in ms, when this share of all working time has passed. */
  at(share: number): number;
  /** The site's day of such a moment. */
  dayOf(ms: number): string;
}

interface Shift {
  readonly day: string;
  readonly start_ms: number;
  readonly end_ms: number;
}

const BAGS_A_DAY = 5_000;
const DAYS_MIN = 3;
const DAYS_MAX = 120;

/** From eight to six, up to `until`; whoever looks before half past eight sees a night shift. */
const SHIFTS = `
  with bounds as (
    select $1::timestamptz as until, ($1::timestamptz at time zone $2)::date as today
  ), day as (
    select today - n as day, until from bounds, generate_series(0, $3::int - 1) as n
  ), shift as (
    select day, until, day + time '18:00' as ends,
      case when until < (day + time '08:30') at time zone $2
        then day::timestamp else day + time '08:00' end as starts
    from day
  )
  select day::text, extract(epoch from starts at time zone $2)::float8 * 1000 as start_ms,
    extract(epoch from least(ends at time zone $2, until))::float8 * 1000 as end_ms
  from shift order by day`;

/**
 * @param until ISO 8601; nothing happens after it.
 * @param bags more of them take more days, up to four months.
 */
export async function makeCalendar(
  db: Queryable,
  { until, timeZone, bags }: { until: string; timeZone: string; bags: number },
): Promise<Calendar> {
  const days = Math.max(DAYS_MIN, Math.min(DAYS_MAX, Math.ceil(bags / BAGS_A_DAY)));
  const shifts = await db.runText<Shift>(SHIFTS, [until, timeZone, days]);
  const begins: number[] = [];
  let total = 0;
  for (const { start_ms, end_ms } of shifts) {
    begins.push(total);
    total += Math.max(0, end_ms - start_ms);
  }
  const shiftWhenWorked = makeFinder(begins);
  const shiftWhen = makeFinder(shifts.map(({ start_ms }) => start_ms));
  return {
    at: (share) => {
      const at = shiftWhenWorked(share * total);
      return (shifts[at]?.start_ms ?? 0) + share * total - (begins[at] ?? 0);
    },
    dayOf: (ms) => shifts[shiftWhen(ms)]?.day ?? '',
  };
}

/**
 * Finds the last of the ascending `starts` that a value has reached. It looks first where it found
 * the one before: moments come nearly in order, four million of them.
 */
function makeFinder(starts: readonly number[]): (value: number) => number {
  let at = 0;
  return (value) => {
    while (at > 0 && value < (starts[at] ?? 0)) at--;
    while (at + 1 < starts.length && value >= (starts[at + 1] ?? 0)) at++;
    return at;
  };
}
