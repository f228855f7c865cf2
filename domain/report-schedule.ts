import { addDays, momentOf, siteDayAt } from './site-day.ts';

/** When the end-of-day report is mailed, and to whom; an admin sets it. */
export interface ReportSchedule {
  /** By the site's clocks: `19:30`. */
  readonly at: string;
  readonly to: string[];
}

/** In the morning the day that is reported is the one before. */
const NOON = '12:00';
/** What a server could not send for so long is not sent any more: it would surprise. */
const CATCH_UP_MS = 12 * 60 * 60 * 1_000;

/** The day that a report mailed on `day` tells of. */
function reportedDay({ at }: ReportSchedule, day: string): string {
  return at < NOON ? addDays(day, -1) : day;
}

/** When the next report is due after a moment. */
export function nextReportAt(schedule: ReportSchedule, now: number, timeZone: string): number {
  const today = siteDayAt(now, timeZone);
  const at = momentOf(today, schedule.at, timeZone);
  return at > now ? at : momentOf(addDays(today, 1), schedule.at, timeZone);
}

/** The day whose report is due, by the last time of the schedule; null when that is long past. */
export function dueReportDay(
  schedule: ReportSchedule,
  now: number,
  timeZone: string,
): string | null {
  const today = siteDayAt(now, timeZone);
  for (const day of [today, addDays(today, -1)]) {
    const at = momentOf(day, schedule.at, timeZone);
    if (at <= now) return now - at <= CATCH_UP_MS ? reportedDay(schedule, day) : null;
  }
  return null;
}
