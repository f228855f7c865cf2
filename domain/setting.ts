import type { ReportSchedule } from './report-schedule.ts';

/** What an admin sets for the site; the catalogue holds the current values. */
export interface Settings {
  /** What a plain child's code must match: fixed text with `#` for each digit (product.md, 4). */
  readonly childPattern: string | null;
  /** When the end-of-day report is mailed; null for never. */
  readonly dayReport: ReportSchedule | null;
  /** Who is mailed of alerts; null for the admins that have an address. */
  readonly alertMail: { readonly to: string[] } | null;
}

/** Why a text cannot be the `childPattern`, or null when it can: it is as long as codes are. */
export function childPatternFault(pattern: string): string | null {
  if (!/^[A-Z0-9#][A-Z0-9#-]{2,18}[A-Z0-9#]$/.test(pattern)) {
    return 'must be 4 to 20 capital letters, digits, dashes and # for each digit';
  }
  return pattern.includes('#') ? null : 'must have a # for at least one digit';
}
