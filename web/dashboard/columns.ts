import type { Today } from './queries.ts';

/** Before and after these hours a column is shown only when something happened in it. */
const SHIFT = { first: 6, last: 19 };

/** The hours come in their order, from the site's midnight on: their place is their name. */
export function columnsOf(
  hours: Today['hours'],
): { readonly hour: number; readonly packed: number }[] {
  const busy = hours.flatMap(({ packed }, hour) => (packed > 0 ? [hour] : []));
  const first = Math.min(SHIFT.first, ...busy);
  const last = Math.max(SHIFT.last, ...busy);
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const hour = first + at;
    return { hour, packed: hours[hour]?.packed ?? 0 };
  });
}
