/**
 * The days of a filter as the instants of the contract: `from` is the beginning of its day, `to`
 * is not included there, so it is the beginning of the day after. Days are those of the device,
 * which stands where the site is.
 */
export function periodOf(
  from: string | undefined,
  to: string | undefined,
): { readonly from?: string; readonly to?: string } {
  const start = startOf(from, 0);
  const end = startOf(to, 1);
  return {
    ...(start === null ? {} : { from: start }),
    ...(end === null ? {} : { to: end }),
  };
}

function startOf(day: string | undefined, daysLater: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? [];
  if (year === undefined) return null;
  const start = new Date(Number(year), Number(month) - 1, Number(date) + daysLater);
  return Number.isNaN(start.getTime()) ? null : start.toISOString();
}
