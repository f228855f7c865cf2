import { isCalendarDay, parseInstant } from '#domain/instant.ts';
import { addDays, momentOf } from '#domain/site-day.ts';
import { CodedError } from '../http/problem.ts';

/** The two ends of a list's period, the second not in it; null where it is open. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/** What is wrong with an end that is none. */
export const MOMENT_RULE =
  'must be a day such as 2026-11-29, or a time with its offset such as 2026-11-29T09:30:00+05:30';

/** Whether a text can be an end of a period. */
export function isMoment(text: string): boolean {
  return endOf(text, 1, 'UTC') !== null;
}

/**
 * A plain day is the site's, from its beginning; as `to` it is in the period with all of it.
 * @throws {CodedError} malformed_request for a time that no calendar has.
 */
export function periodOf(
  query: { readonly from?: string; readonly to?: string },
  timeZone: string,
): Period {
  const read = (name: 'from' | 'to', daysOn: number): string | null => {
    const text = query[name];
    if (text === undefined) return null;
    const end = endOf(text, daysOn, timeZone);
    if (end !== null) return end;
    const errors = [{ pointer: `/${name}`, detail: MOMENT_RULE }];
    throw new CodedError('malformed_request', `/${name} ${MOMENT_RULE}`, { errors });
  };
  return { from: read('from', 0), to: read('to', 1) };
}

/** In UTC, as the database reads it, with all its decimals: a bag's own time selects that bag. */
function endOf(text: string, daysOn: number, timeZone: string): string | null {
  if (isCalendarDay(text)) {
    const day = addDays(text, daysOn);
    return isComparable(day) ? comparable(momentOf(day, '00:00', timeZone), '') : null;
  }
  const instant = parseInstant(text);
  return instant === null ? null : comparable(instant.milliseconds, instant.fraction);
}

function comparable(milliseconds: number, fraction: string): string | null {
  const iso = new Date(milliseconds).toISOString();
  return isComparable(iso) ? `${iso.slice(0, 19)}.${fraction.slice(0, 6) || '0'}Z` : null;
}

/** Neither years before the first, nor after the 9999th. */
function isComparable(iso: string): boolean {
  return /^(?!0000)\d{4}-/.test(iso);
}
