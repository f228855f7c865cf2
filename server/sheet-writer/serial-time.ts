import { offsetAt } from '#domain/site-day.ts';

const DAY_MS = 86_400_000;
/** Excel counts days from here, which hides that it takes 1900 for a leap year. */
const EPOCH_DAYS = Date.UTC(1899, 11, 30) / DAY_MS;
/** So many hours are years of work; then they are found anew. */
const HOURS_KEPT_MAX = 20_000;

/**
 * Makes what turns a time in UTC (`2025-09-30T10:15:00.5Z`) or a date (`2025-09-30`) into Excel's
 * number of days, by the clocks of a time zone. Excel knows no zones.
 */
export function makeSerialClock(timeZone: string): (iso: string) => number {
  const offsetOf = makeOffsets(timeZone);
  return (iso) => {
    if (iso.length === 10) return Date.parse(`${iso}T00:00:00Z`) / DAY_MS - EPOCH_DAYS;
    const time = Date.parse(`${iso.slice(0, 19)}Z`);
    const days = (time + offsetOf(iso.slice(0, 13), time)) / DAY_MS - EPOCH_DAYS;
    // A tenth of a second, so that no 10:15:00 is shown as 10:14:59.
    return Math.round(days * 864_000) / 864_000;
  };
}

/** Asking the engine takes longer than writing the cell, and clocks change at whole hours. */
function makeOffsets(timeZone: string): (hour: string, time: number) => number {
  const known = new Map<string, number>();
  return (hour, time) => {
    const found = known.get(hour);
    if (found !== undefined) return found;
    const ms = offsetAt(time, timeZone);
    if (known.size === HOURS_KEPT_MAX) known.clear();
    known.set(hour, ms);
    return ms;
  };
}
