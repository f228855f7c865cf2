import { describe, expect, test } from 'vitest';
import { texts as admin } from '../admin/text.ts';
import { texts as alerts } from '../alerts/text.ts';
import { texts as frame } from '../app/text/text.ts';
import { texts as bags } from '../bags/text.ts';
import { texts as bills } from '../bills/text.ts';
import { texts as dashboard } from '../dashboard/text.ts';
import { texts as floor } from '../floor/text.ts';
import { texts as imports } from '../imports/text.ts';
import { texts as reports } from '../reports/text.ts';
import { texts as scans } from '../scans/text.ts';
import { texts as search } from '../search/text.ts';
import { texts as session } from '../session/text.ts';
import { texts as trace } from '../trace/text.ts';
import { texts as download } from '../ui/download-text.ts';
import { texts as filters } from '../ui/filters-text.ts';
import { words } from '../ui/words.ts';

const CATALOGUES: Readonly<Record<string, { readonly en: unknown; readonly hi: unknown }>> = {
  admin,
  alerts,
  bags,
  bills,
  dashboard,
  download,
  filters,
  floor,
  frame,
  imports,
  reports,
  scans,
  search,
  session,
  trace,
  words,
};

/** What stands in for the parameters of a sentence: found again in what it says. */
const GIVEN = ['7001', '7002', '7003'] as const;

/** Each sentence under the way to it, such as `words.outcome.packed`. */
function sentencesOf(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value(...GIVEN))]];
  if (typeof value !== 'object' || value === null) throw new Error(`${path} is no text`);
  return Object.entries(value).flatMap(([name, part]) => sentencesOf(part, `${path}.${name}`));
}

const ALL = Object.entries(CATALOGUES).flatMap(([name, { en, hi }]) => {
  const hindi = new Map(sentencesOf(hi, name));
  return sentencesOf(en, name).map(
    ([path, english]) => [path, english, hindi.get(path) ?? ''] as const,
  );
});

test('every sentence stands in both languages', () => {
  expect(ALL.length).toBeGreaterThan(300);
  expect(ALL.filter(([, en, hi]) => en.trim() === '' || hi.trim() === '')).toEqual([]);
});

describe('a Hindi sentence', () => {
  // Codes, units and what a scanner types are the same in every language.
  const hasWords = (en: string) => /[A-Za-z]{3,}/.test(en.replaceAll(/\d+|kg|Ctrl|Enter|Esc/g, ''));

  test('is written in Devanagari', () => {
    const foreign = ALL.filter(([, en, hi]) => hasWords(en) && !/\p{Script=Devanagari}/u.test(hi));
    expect(foreign).toEqual([]);
  });

  test('has the digits of labels and paper', () => {
    expect(ALL.filter(([, , hi]) => /[०-९]/.test(hi))).toEqual([]);
  });

  test('names everything that the English one names', () => {
    const named = (text: string) => GIVEN.filter((one) => text.includes(one));
    const different = ALL.filter(([, en, hi]) => String(named(en)) !== String(named(hi)));
    expect(different).toEqual([]);
  });

  test('ends as the English one does, with a full stop of its own', () => {
    const ends = (text: string) => /[.।]$/.test(text);
    expect(ALL.filter(([, en, hi]) => ends(en) !== ends(hi))).toEqual([]);
    expect(ALL.filter(([, , hi]) => /[^.\d]\.$/.test(hi))).toEqual([]);
  });

  test('is worded as the others: a packet is a packet, and no child', () => {
    expect(ALL.filter(([, en]) => /\bchild(ren)?\b/i.test(en))).toEqual([]);
  });
});

test('no catalogue says the same in two outcomes of a scan', () => {
  for (const { outcome } of [words.en, words.hi]) {
    const told = Object.values(outcome);
    const twice = told.filter((one, at) => told.indexOf(one) !== at);
    expect(twice).toEqual([]);
  }
});
