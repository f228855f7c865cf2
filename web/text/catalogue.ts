import { type Language, useLanguage } from './language.ts';

/**
 * The texts of a part of the app, in every language. The English ones give the type, so that a
 * sentence that is missing in another language does not compile.
 * @returns the hook that reads them in the language of the person.
 */
export function catalogue<T>(texts: Readonly<Record<Language, T>>): () => T {
  return () => texts[useLanguage()];
}
