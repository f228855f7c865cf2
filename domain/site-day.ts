/** Days and times by the clocks of a site. */

/** The day there at a moment: `2026-11-23`. */
export function siteDayAt(time: number, timeZone: string): string {
  // Swedish writes days as ISO does.
  return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(time);
}

/**
 * The moment when clocks there show a time on a day: the first one, where they are put back over
 * it. A time that they leave out in spring is the one an hour on, or by as much as they leave out.
 * @param clock `19:30`.
 */
export function momentOf(day: string, clock: string, timeZone: string): number {
  const shown = Date.parse(`${day}T${clock}:00Z`);
  // No clock is as much as a day from UTC: one of these is before a change that is near, one after.
  const before = shown - offsetAt(shown - DAY_MS, timeZone);
  const after = shown - offsetAt(shown + DAY_MS, timeZone);
  const isAfter = before + offsetAt(before, timeZone) !== shown;
  return isAfter && after + offsetAt(after, timeZone) === shown ? after : before;
}

/** The day so many days after another one. */
export function addDays(day: string, days: number): string {
  const time = Date.parse(`${day}T00:00:00Z`) + days * DAY_MS;
  return new Date(time).toISOString().slice(0, 10);
}

const DAY_MS = 86_400_000;

/** How far clocks there are ahead of UTC, in milliseconds. */
export function offsetAt(time: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const name = parts.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = 0, minutes = 0] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
}
