/** How a language counts time; each catalogue that tells durations has these. */
interface DurationWords {
  seconds(count: string): string;
  minutes(count: string): string;
  hours(count: string): string;
}

const MINUTE = 60;
const HOUR = 3_600;

/** As exact as anybody wants it: `95 s`, `12 min`, `2.5 h`. */
export function durationOf(
  seconds: number,
  words: DurationWords,
  number: (value: number) => string,
): string {
  if (seconds < 2 * MINUTE) return words.seconds(number(Math.round(seconds)));
  if (seconds < 1.5 * HOUR) return words.minutes(number(Math.round(seconds / MINUTE)));
  return words.hours(number(Math.round((10 * seconds) / HOUR) / 10));
}
