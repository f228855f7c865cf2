import type { Language } from '../text/language.ts';
import { useLanguage } from '../text/language.ts';

/** Digits are ASCII in both languages: they are compared with labels and with paper. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-IN', hi: 'hi-IN-u-nu-latn' };

export interface Format {
  /** `12,345` */
  number(value: number): string;
  /** `-22 kg`, `1,234.5 kg` */
  weight(kilograms: number): string;
  /** `23 Nov 2026, 15:04` */
  moment(instant: string): string;
  /** `23 Nov 2026` of a date without a time. */
  date(day: string): string;
  /** `15:04` */
  time(instant: string): string;
  /** `3 minutes ago` */
  ago(instant: string, now: number): string;
}

const FORMATS: Readonly<Record<Language, Format>> = { en: formatOf('en'), hi: formatOf('hi') };

export function useFormat(): Format {
  return FORMATS[useLanguage()];
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** How a language writes numbers and times. */
export function formatOf(language: Language): Format {
  const locale = LOCALES[language];
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', hourCycle: 'h23' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    number: (value) => number.format(value),
    weight: (kilograms) => `${number.format(kilograms)} kg`,
    moment: (instant) => moment.format(new Date(instant)),
    date: (day) => date.format(new Date(day)),
    time: (instant) => time.format(new Date(instant)),
    ago: (instant, now) => {
      const seconds = Math.max(0, (now - Date.parse(instant)) / 1_000);
      const [unit, length] = STEPS.find(([, least]) => seconds >= least) ?? ['second', 1];
      return relative.format(-Math.floor(seconds / length), unit);
    },
  };
}
