import type { WEEKDAYS } from '#domain/report-schedule.ts';
import type { InputOf, OutputOf } from '../../api/client.ts';

export type Weekday = (typeof WEEKDAYS)[number];

/** From Monday on, as weeks are worked. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies Weekday[];

export type Stored = OutputOf<'GET', '/api/v2/settings'>['dayReport'];
export type Sent = NonNullable<InputOf<'PATCH', '/api/v2/settings'>['body']['dayReport']>;

/** The schedule as it is filled in. */
export interface Plan {
  readonly isOn: boolean;
  readonly at: string;
  readonly days: readonly Weekday[];
  /** Addresses, one a line. */
  readonly to: string;
}

/** When most sites have ended their day. */
const USUAL_AT = '19:30';

export function planOf(stored: Stored): Plan {
  if (stored === null) return { isOn: false, at: USUAL_AT, days: DAYS, to: '' };
  const { at, to, days = DAYS, isOn = true } = stored;
  return { isOn, at, days, to: to.join('\n') };
}

/** What is sent of it; null while something is missing. */
export function scheduleOf({ isOn, at, days, to }: Plan): Sent | null {
  const addresses = addressesIn(to);
  if (at === '' || days.length === 0 || addresses.length === 0) return null;
  return { isOn, at, days: DAYS.filter((day) => days.includes(day)), to: addresses };
}

/** Addresses that were typed or pasted, each once. */
export function addressesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((address) => address !== ''))];
}

/** Reports of a morning tell of the day before. */
export function isOfDayBefore(at: string): boolean {
  return at !== '' && at < '12:00';
}
