import { useSiteTimeZone } from '../session/site-time.ts';
import { type Language, useLanguage } from '../text/language.ts';

/** Digits are ASCII in both languages: they are compared with labels and with paper. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-IN', hi: 'hi-IN-u-nu-latn' };

export interface Format {
  /** `12,345` */
  number(value: number): string;
  /** `-22 kg`, `1,234.5 kg` */
  weight(kilograms: number): string;
  /** `23 Nov 2026, 15:04` */
  moment(instant: string): string;
  /** `23 Nov 2026`, the site's day of an instant. */
  day(instant: string): string;
  /** `23 Nov 2026` of a date without a time. */
  date(day: string): string;
  /** `Monday, 23 November 2026` of a date without a time. */
  longDate(day: string): string;
  /** `15:04` */
  time(instant: string): string;
  /** `3 minutes ago` */
  ago(instant: string, now: number): string;
}

/** Making one takes longer than a screen of rows. */
const made = new Map<string, Format>();

/** How the person's language writes things, at the site's time. */
export function useFormat(): Format {
  const language = useLanguage();
  const timeZone = useSiteTimeZone();
  const key = `${language} ${timeZone}`;
  const format = made.get(key) ?? formatOf(language, timeZone);
  made.set(key, format);
  return format;
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** How a language writes numbers, and the times of a time zone. */
export function formatOf(language: Language, timeZone: string): Format {
  const locale = LOCALES[language];
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone,
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const longDate = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  const time = new Intl.DateTimeFormat(locale, {
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone,
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    number: (value) => number.format(value),
    weight: (kilograms) => `${number.format(kilograms)} kg`,
    moment: (instant) => moment.format(new Date(instant)),
    day: (instant) => day.format(new Date(instant)),
    date: (text) => date.format(new Date(text)),
    longDate: (text) => longDate.format(new Date(text)),
    time: (instant) => time.format(new Date(instant)),
    ago: (instant, now) => {
      const seconds = Math.max(0, (now - Date.parse(instant)) / 1_000);
      const [unit, length] = STEPS.find(([, least]) => seconds >= least) ?? ['second', 1];
      return relative.format(-Math.floor(seconds / length), unit);
    },
  };
}
