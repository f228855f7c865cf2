import { addDays, momentOf, siteDayAt } from './site-day.ts';

/** When the end-of-day report is mailed, and to whom; an admin sets it. */
export interface ReportSchedule {
  /** By the site's clocks: `19:30`. */
  readonly at: string;
  readonly to: string[];
  /** The days on which it is mailed. */
  readonly days: Weekday[];
  /** Whether it is mailed at all: who is to have it is known meanwhile, too. */
  readonly isOn: boolean;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** In the morning the day that is reported is the one before. */
const NOON = '12:00';
/** What a server could not send for so long is not sent any more: it would surprise. */
const CATCH_UP_MS = 12 * 60 * 60 * 1_000;

/** The day that a report mailed on `day` tells of. */
function reportedDay({ at }: ReportSchedule, day: string): string {
  return at < NOON ? addDays(day, -1) : day;
}

function isMailedOn({ isOn, days }: ReportSchedule, day: string): boolean {
  const weekday = WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7];
  return isOn && days.some((one) => one === weekday);
}

/** When the next report is due after a moment; null where none is mailed. */
export function nextReportAt(
  schedule: ReportSchedule,
  now: number,
  timeZone: string,
): number | null {
  const today = siteDayAt(now, timeZone);
  // Today's may be over, and the next be a week later.
  for (let ahead = 0; ahead <= WEEKDAYS.length; ahead++) {
    const day = addDays(today, ahead);
    const at = momentOf(day, schedule.at, timeZone);
    if (at > now && isMailedOn(schedule, day)) return at;
  }
  return null;
}

/** The day whose report is due, by the schedule's last time; null when there is none of late. */
export function dueReportDay(
  schedule: ReportSchedule,
  now: number,
  timeZone: string,
): string | null {
  const today = siteDayAt(now, timeZone);
  for (const day of [today, addDays(today, -1)]) {
    if (!isMailedOn(schedule, day)) continue;
    const at = momentOf(day, schedule.at, timeZone);
    if (at <= now) return now - at <= CATCH_UP_MS ? reportedDay(schedule, day) : null;
  }
  return null;
}
