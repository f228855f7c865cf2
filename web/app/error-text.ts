import type { ErrorCode } from '#contract/error.ts';
import { RefusedError, UnreachableError } from '../api/client.ts';
import { type Language, useLanguage } from '../text/language.ts';
import { errorsEn } from './text/errors-en.ts';
import { errorsHi } from './text/errors-hi.ts';
import { faultsHi } from './text/faults-hi.ts';

/** What the server can refuse with, and what can go wrong on the way to it. */
export type ErrorTexts = Readonly<Record<ErrorCode | 'unreachable' | 'unexpected', string>>;

const TEXTS: Readonly<Record<Language, ErrorTexts>> = { en: errorsEn, hi: errorsHi };

/** The one place where an error becomes a sentence. */
export function errorSentence(error: unknown, language: Language): string {
  const texts = TEXTS[language];
  if (error instanceof UnreachableError) return texts.unreachable;
  if (!(error instanceof RefusedError)) return texts.unexpected;
  if (isErrorCode(error.code, texts)) return texts[error.code];
  const byStatus = BY_STATUS.get(error.status);
  return byStatus === undefined ? error.message : texts[byStatus];
}

/** What stands between here and the server refuses, too, and knows none of its codes. */
const BY_STATUS: ReadonlyMap<number, ErrorCode> = new Map([
  [401, 'not_signed_in'],
  [403, 'not_allowed'],
  [413, 'too_large'],
  [429, 'too_many_requests'],
  [502, 'shutting_down'],
  [503, 'overloaded'],
  [504, 'overloaded'],
]);

export function useErrorText(): (error: unknown) => string {
  const language = useLanguage();
  return (error) => errorSentence(error, language);
}

/**
 * What is wrong with each field of a form.
 * @returns sentences by the field's name: `password` of the pointer `/password`.
 */
export function useFaults(error: unknown): Readonly<Record<string, string | undefined>> {
  const language = useLanguage();
  const faults = error instanceof RefusedError ? error.faults : [];
  return Object.fromEntries(
    faults.map(({ pointer, detail }) => [
      pointer.replace(/^\//, ''),
      faultSentence(detail, language),
    ]),
  );
}

/** What the server says of a field; in Hindi where the sentence is known. */
export function faultSentence(detail: string, language: Language): string {
  const known = language === 'hi' ? translated(detail) : null;
  return known ?? `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
}

function translated(detail: string): string | null {
  for (const [pattern, sentence] of faultsHi) {
    const found = pattern.exec(detail);
    if (found !== null) return sentence.replace('$1', found[1] ?? '').replace('$2', found[2] ?? '');
  }
  return null;
}

function isErrorCode(code: string, texts: ErrorTexts): code is ErrorCode {
  return Object.keys(texts).includes(code);
}
