import { durationOf } from '../ui/duration.ts';
import { useFormat } from '../ui/format.ts';
import { type texts, useText } from './text.ts';

type Words = (typeof texts)['en'];

/** `240 ms`, `12.5 %`, `6 min`: a value of a rule, in its unit. */
export function measureOf(
  value: number,
  unit: string,
  words: Words,
  number: (value: number) => string,
): string {
  const short = number(value < 100 ? Math.round(value * 10) / 10 : Math.round(value));
  if (unit === 'ms') return words.milliseconds(short);
  if (unit === 's') return durationOf(value, words, number);
  return unit === '' ? short : `${short}\u00a0${unit}`;
}

/** Both, in the language of the person. */
export function useMeasure() {
  const text = useText();
  const { number } = useFormat();
  return {
    measure: (value: number, unit: string) => measureOf(value, unit, text, number),
    duration: (seconds: number) => durationOf(seconds, text, number),
  };
}

/** `Unsent scans: indore/bench 3` */
export function useName(): (alert: {
  readonly rule: keyof Words['rules'];
  readonly subject: string | null;
}) => string {
  const text = useText();
  return ({ rule, subject }) => {
    const { name } = text.rules[rule];
    return subject === null ? name : `${name}: ${subject}`;
  };
}
