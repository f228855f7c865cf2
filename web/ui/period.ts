import { siteTimeZone } from '../session/site-time.ts';

/**
 * The days of a filter as the instants of the contract: `from` is the beginning of its day, `to`
 * is not included there, so it is the beginning of the day after.
 * @param timeZone where the days are; the site's.
 */
export function periodOf(
  from: string | undefined,
  to: string | undefined,
  timeZone = siteTimeZone(),
): { readonly from?: string; readonly to?: string } {
  const start = startOf(from, 0, timeZone);
  const end = startOf(to, 1, timeZone);
  return {
    ...(start === null ? {} : { from: start }),
    ...(end === null ? {} : { to: end }),
  };
}

function startOf(day: string | undefined, daysLater: number, timeZone: string): string | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? [];
  if (year === undefined) return null;
  const midnightMs = Date.UTC(Number(year), Number(month) - 1, Number(date) + daysLater);
  // A change of the clocks may be near: one of these days is before it, one after. A midnight that
  // the clocks leave out is the moment at which they do.
  const beforeMs = midnightMs - aheadMs(midnightMs - DAY_MS, timeZone);
  const afterMs = midnightMs - aheadMs(midnightMs + DAY_MS, timeZone);
  const isAfter =
    beforeMs + aheadMs(beforeMs, timeZone) !== midnightMs &&
    afterMs + aheadMs(afterMs, timeZone) === midnightMs;
  return new Date(isAfter ? afterMs : beforeMs).toISOString();
}

const DAY_MS = 86_400_000;

/** How far a time zone's clocks are ahead of UTC at an instant. */
function aheadMs(instantMs: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = clock.formatToParts(instantMs);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  const shownMs = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return shownMs - instantMs;
}
