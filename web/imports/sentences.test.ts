import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CODE_FAULTS, makeCodeRules, parseCode } from '#domain/code.ts';
import { OUTCOMES, type Outcome } from '#domain/outcome.ts';
import type { Product } from '#domain/product.ts';
import type { Decision } from '#domain/scan/decide.ts';
import { messageOf } from '#domain/scan/message.ts';
import type { ParentBag } from '#domain/scan/state.ts';
import { wordsOf } from '#server/import/fate.ts';
import { inHindi, serverSentence } from './sentences.ts';

const mustard: Product = {
  id: 1,
  name: 'Mustard',
  pattern: 'SB#####',
  capacity: 30,
  unitWeightG: 1_000,
  expectedWeightG: 30_000,
};
const rules = makeCodeRules({ products: [mustard], childPattern: null });

const parent: ParentBag = {
  kind: 'parent',
  code: 'SB12260',
  isVoid: false,
  areaId: null,
  product: mustard,
  capacity: 30,
  childCount: 12,
  isSealed: true,
  billCode: null,
};

/** A scan as the rules have decided it; of it only what its sentence needs matters. */
function decision(outcome: Outcome, change: Partial<Decision> = {}): Decision {
  return {
    request: {
      id: '01999999-9999-7999-8999-999999999999',
      actor: { userId: 1, role: 'biller', areaId: null },
      action: 'pack',
      raw: '0016590',
      code: parseCode('0016590', rules),
      parentRaw: 'SB12260',
      parent: parseCode('SB12260', rules),
      billRaw: 'JPR/2026/7',
      billCode: 'JPR/2026/7',
      reason: null,
      scannedAt: null,
      station: null,
      fault: null,
    },
    outcome,
    isReplay: false,
    isNew: false,
    bag: null,
    parent,
    bill: { code: 'JPR/2026/7', status: 'processing', target: 30, parentCount: 3 },
    otherParentCode: 'SB12261',
    otherBillCode: 'JPR/2026/8',
    ...change,
  };
}

/** English words that a Hindi sentence has kept; codes are in capitals and stay. */
const englishIn = (hindi: string | null) => hindi?.match(/\b[a-z]{2,}\b/g) ?? [];

describe('the sentence of each outcome is told in Hindi', () => {
  test.each(OUTCOMES)('%s', (outcome) => {
    const other = { isSealed: false, childCount: 30 };
    const told = [
      messageOf(decision(outcome)),
      messageOf(decision(outcome, { parent: null })),
      messageOf(decision(outcome, { parent: { ...parent, ...other } })),
      wordsOf(outcome, '0016590', 'SB12260'),
    ];
    for (const english of told) {
      if (english === null) continue;
      const hindi = inHindi(english);
      expect(hindi, english).not.toBeNull();
      if (outcome !== 'id_reused') expect(englishIn(hindi), english).toEqual([]);
      // What codes it names, it names in Hindi, too.
      expect(hindi?.match(/[A-Z]+[A-Z0-9/]*\d/g) ?? []).toEqual(
        expect.arrayContaining([...new Set(english.match(/[A-Z]+[A-Z0-9/]*\d/g) ?? [])]),
      );
    }
  });

  test('a conflict names the code, and where it is', () => {
    expect(inHindi('0016590 is already in SB12260')).toBe('0016590 पहले से SB12260 में है');
    const onBill = '0016590 is already on the bill JPR/2026/7';
    expect(inHindi(onBill)).toBe('0016590 पहले से बिल JPR/2026/7 पर है');
  });
});

describe('why a text is no code is told in Hindi', () => {
  const TEXTS = [
    '',
    '12',
    'A'.repeat(21),
    'एक',
    'SB1234',
    '12345SB12260',
    'LABEL NO.:',
    'LABEL NO.:12345 LABEL NO.:12346',
    'SB12260LABEL NO.:12345',
    'SB12260 SB12261',
    '!!',
  ];
  const malformed = TEXTS.map((raw) => ({ raw, code: parseCode(raw, rules) }));

  test('whatever it is', () => {
    const faults = malformed.map(({ code }) => (code.kind === 'malformed' ? code.fault : null));
    // Numbers are only wrong where the site has a pattern for them.
    const others = CODE_FAULTS.filter((fault) => fault !== 'other_numbering');
    expect(new Set(faults)).toEqual(new Set(others));
  });

  test.each(malformed)('"$raw"', ({ raw, code }) => {
    const request = { ...decision('malformed').request, raw, code };
    const hindi = inHindi(messageOf(decision('malformed', { request })));
    expect(hindi).toMatch(/^नहीं लिया गया: .*[\u0900-\u097f]/);
  });

  test('of a parent, which stands in the sentence on its packet', () => {
    const request = { ...decision('malformed').request, parent: parseCode('SB1226', rules) };
    const english = messageOf(decision('malformed', { request }));
    expect(english).toBe(
      'Not accepted: the parent is not a whole Mustard code (SB#####): "SB1226"',
    );
    const why = 'पैरेंट: Mustard का अधूरा कोड (SB#####): "SB1226"';
    expect(inHindi(english)).toBe(`नहीं लिया गया: ${why}`);
  });
});

test.each([
  ['pack', { parentRaw: null, parent: null }, 'the parent is missing'],
  ['bill', { billRaw: null, billCode: null }, 'the bill is missing'],
])('what %s lacks is told in Hindi', (action, change, why) => {
  const request = { ...decision('malformed').request, action, ...change };
  const english = messageOf(decision('malformed', { request }));
  expect(english).toBe(`Not accepted: ${why}`);
  expect(inHindi(english)).toMatch(/^नहीं लिया गया: [\u0900-\u097f ]+$/);
});

/** Sentences that stand in the sources of a folder, with something in the place of what varies. */
function sentencesIn(folder: string, pattern: RegExp): string[] {
  const place = new URL(`../../server/${folder}/`, import.meta.url);
  const files = readdirSync(place).filter((name) => /(?<!test)\.ts$/.test(name));
  return files.flatMap((name) => {
    const source = readFileSync(new URL(name, place), 'utf8').replaceAll(/' \+\s+'/g, '');
    return [...source.matchAll(pattern)].map(([, plain, filled]) =>
      (plain ?? filled ?? '').replaceAll(/\$\{[^}]*\}/g, 'B7'),
    );
  });
}

const TEXT = "(?:'([^'$]+)'|`([^`]+)`)";
const FAULTS = ['sheet', 'import'].flatMap((folder) => [
  ...sentencesIn(folder, new RegExp(`SheetFault\\(\\s*${TEXT}`, 'g')),
  ...sentencesIn(folder, new RegExp(`^const [A-Z_]+ =\\s+${TEXT};`, 'gm')),
  ...sentencesIn(folder, new RegExp(`return (?:isQuoted[^:]*: )?${TEXT};`, 'g')),
]);
const WHYS = ['sheet', 'import'].flatMap((folder) => [
  ...sentencesIn(folder, new RegExp(`(?:refusal|malformed)\\(\\s*${TEXT}`, 'g')).filter(isSaid),
  ...sentencesIn(folder, new RegExp(`fault: ${TEXT}`, 'g')).map((fault) => `column B ${fault}`),
]);
/** Some are made of what others say. */
function isSaid(text: string): boolean {
  return /[a-z]/.test(text.replace('column', ''));
}

/** Constants and answers that are no sentences. */
const isSentence = (text: string) =>
  !text.includes('must name the columns') && /^[A-Z][a-z]* [a-z0-9B]+ .*[a-z]/.test(text);

describe('what the server can say of a file', () => {
  const told = [...new Set(FAULTS.filter(isSentence))];

  test('is found in its sources', () => {
    expect(told.length).toBeGreaterThan(20);
    expect(WHYS.length).toBeGreaterThan(10);
  });

  test.each(told)('is told in Hindi: %s', (english) => {
    expect(inHindi(english)).toMatch(/[\u0900-\u097f]/);
  });

  test.each(WHYS)('and of a row: %s', (english) => {
    expect(inHindi(`Not accepted: ${english}`)).toMatch(/^नहीं लिया गया: .*[\u0900-\u097f]/);
  });

  test('names the columns that are missing, in one sheet and in one of several', () => {
    const english =
      'Row 1 must name the columns qr_id, type, parent_qr_id, in English: qr_id and type are ' +
      'missing. It has "क्यूआर", "प्रकार"';
    expect(inHindi(english)).toContain('नहीं मिले: qr_id and type');
    const ofSheet = english.replace('Row 1', 'Row 1 of the sheet "Day 2"');
    expect(inHindi(ofSheet)).toContain('शीट "Day 2" की पंक्ति 1');
  });
});

test.each([
  ['0016590 taken out of SB12260 (11/30)', '0016590 SB12260 से निकाला गया (11/30)'],
  [
    '0016590 was put on a bill (J-7) since, by ravi',
    'इसके बाद ravi ने 0016590 को बिल पर चढ़ाया (J-7)',
  ],
  ['0016590 was voided since, by ravi', 'इसके बाद ravi ने 0016590 को रद्द किया'],
  [
    'SB12260: it stays known, as what is registered is never deleted',
    'SB12260 दर्ज रहेगा, क्योंकि दर्ज हुआ कभी हटाया नहीं जाता',
  ],
])('what was taken back: %s', (english, hindi) => {
  expect(inHindi(english)).toBe(hindi);
});

test('in English, and where no Hindi is known, the words are the server’s own', () => {
  const english = '0016590 is packed into SB12260';
  expect(serverSentence(english, 'en')).toBe(english);
  expect(serverSentence('Something quite new', 'hi')).toBe('Something quite new');
});
