import { type Language, useLanguage } from '../text/language.ts';
import { filesHi, rowsHi, undoneHi, whysHi, wordsHi } from './text/sentences-hi.ts';

interface Phrase {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly hindi: string;
}

/** How deep one sentence stands in another: why a parent's code in a row is not taken. */
const DEPTH_MAX = 4;

/** A code has no space in it; what stands for one has. */
const CODE = '(\\S+|the parent bag|the bill)';

const phrases = [...undoneHi, ...rowsHi, ...whysHi, ...filesHi].map(phraseOf);

/**
 * A sentence of the server's on a row or a file, in the person's language. One that is not known
 * stays as it is: better in English than not at all.
 */
export function serverSentence(english: string, language: Language): string {
  return language === 'hi' ? (inHindi(english) ?? english) : english;
}

export function useServerSentence(): (english: string) => string {
  const language = useLanguage();
  return (english) => serverSentence(english, language);
}

/** @returns null for what is none of the known sentences. */
export function inHindi(english: string, depth = 0): string | null {
  if (depth > DEPTH_MAX) return null;
  for (const { pattern, names, hindi } of phrases) {
    const found = pattern.exec(english);
    if (found === null) continue;
    const values = new Map<string, string>();
    for (const [at, name] of names.entries()) {
      const value = valueInHindi(name, found[at + 1] ?? '', depth);
      if (value !== null) values.set(name, value);
    }
    if (values.size < names.length) continue;
    return hindi.replaceAll(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '');
  }
  return null;
}

function valueInHindi(name: string, value: string, depth: number): string | null {
  if (name === 'why') return inHindi(value, depth + 1);
  return Object.hasOwn(wordsHi, value) ? (wordsHi[value] ?? value) : value;
}

function phraseOf([english, hindi]: readonly [string, string]): Phrase {
  const names: string[] = [];
  const source = english.replaceAll(/\{(\w+)\}|[.*+?^$()|[\]\\]/g, (text, name?: string) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return name === 'code' || name === 'other' ? CODE : '([\\s\\S]+)';
  });
  return { pattern: new RegExp(`^${source}$`), names, hindi };
}
