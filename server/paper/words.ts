/** How papers write times, weights and counts. */
export interface Words {
  /** `2026-11-23 20:45`, by the site's clocks. */
  time(iso: string): string;
  /** With as many decimals as it has, at most three. */
  kg(weight: number): string;
  count(count: number): string;
}

export function makeWords(timeZone: string): Words {
  const time = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  // As India writes them: 1,00,000.
  const number = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 3 });
  return {
    time: (iso) => time.format(Date.parse(iso)),
    kg: (weight) => number.format(weight),
    count: (count) => number.format(count),
  };
}
