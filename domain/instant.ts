/** Times as programs write them: ISO 8601 with an offset; the seconds may be left out. */

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)$/i;

export interface ParsedInstant {
  readonly milliseconds: number;
  /** The day as it was written, by the clocks of its offset. */
  readonly day: string;
  /** All decimals of the second that were written; may be empty. */
  readonly fraction: string;
}

/** @returns null for what is no time, or one that no calendar has. */
export function parseInstant(text: string): ParsedInstant | null {
  const [, day = '', clock, second = '00', fraction = '', zone = ''] = INSTANT.exec(text) ?? [];
  if (!isCalendarDay(day)) return null;
  const [, sign, hours, minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const offset = sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`;
  const milliseconds = Date.parse(
    `${day}T${clock}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`,
  );
  return Number.isNaN(milliseconds) ? null : { milliseconds, day, fraction };
}

/** Whether a calendar has this day: the engine takes the 31st of February for one in March. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}
