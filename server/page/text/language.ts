import type { FastifyRequest } from 'fastify';

/** The languages of the pages that are open to everybody. */
export const LANGUAGES = ['en', 'hi'] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', hi: 'हिन्दी' };

/** What was chosen on the page; else the browser's first language that we have; else English. */
export function languageOf({ headers }: FastifyRequest, chosen: Language | undefined): Language {
  if (chosen !== undefined) return chosen;
  const wanted = (headers['accept-language'] ?? '').toLowerCase().split(',');
  for (const tag of wanted) {
    const known = LANGUAGES.find((language) => tag.trim().startsWith(language));
    if (known !== undefined) return known;
  }
  return 'en';
}
