import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { texts as frame } from '../app/text/text.ts';
import { texts as bags } from '../bags/text.ts';

/** One word per thing, spelt in one way: a catalogue that slips is read by nobody else. */
const AVOIDED: readonly (readonly [avoided: RegExp, word: string])[] = [
  [/इंपोर्ट|आयात/, 'इम्पोर्ट'],
  [/ग़लत/, 'गलत'],
  [/तारीख़/, 'तारीख'],
  [/(?<!न)ज्यादा/, 'ज़्यादा'],
  [/यूजर|उपयोगकर्ता/, 'यूज़र'],
  [/क्षेत्र|इलाक/, 'एरिया'],
  [/फाइल/, 'फ़ाइल'],
  [/ईमेल|इमेल/, 'ई-मेल'],
  [/दुबारा/, 'दोबारा'],
  [/[०-९]/, 'ASCII digits'],
];
/** At the bench a parent is what it is called there; in the lists of the app, a bag. */
const OF_THE_BENCH: (typeof AVOIDED)[number] = [/बोरी|बोरा|थैला|थैली/, 'बैग'];

const folder = new URL('../', import.meta.url);
const catalogues = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /(^|\/)(text|.*-text|words|.*-hi|hi)\.ts$/.test(path),
);

test('there are catalogues', () => {
  expect(catalogues.length).toBeGreaterThan(12);
});

test.each(catalogues)('%s spells each word in the one way', (path) => {
  const source = readFileSync(new URL(path, folder), 'utf8');
  const avoidedHere = path.startsWith('station/') ? AVOIDED : [...AVOIDED, OF_THE_BENCH];
  const found = avoidedHere.flatMap(([avoided, word]) => {
    const slip = avoided.exec(source);
    return slip === null ? [] : [`${slip[0]} for ${word}`];
  });
  expect(found).toEqual([]);
});

test('to leave a dialog is not called what it does: voiding a bag cannot be taken back', () => {
  for (const language of ['en', 'hi'] as const) {
    const { cancel } = frame[language];
    expect(bags[language].void).not.toContain(cancel);
    expect(bags[language].voidTitle('SB1')).not.toContain(cancel);
  }
});

test('what lies in no parent is not called open, as a parent is that can be filled', () => {
  expect(bags.hi.packedNo).not.toContain('खुल');
  expect(bags.hi.loose).not.toContain('खुल');
});
