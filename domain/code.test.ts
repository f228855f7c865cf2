import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CODE_FAULTS,
  type CodeFault,
  holdsLabel,
  makeCodeRules,
  parseCode,
  withoutChildPattern,
} from './code.ts';
import { type Product, patternFault, patternsOverlap } from './product.ts';

const MUSTARD: Product = {
  id: 1,
  name: 'Mustard',
  pattern: 'SB#####',
  capacity: 30,
  unitWeightG: 1_000,
  expectedWeightG: 30_000,
};
const MOONG: Product = { ...MUSTARD, id: 2, name: 'Moong', pattern: 'M444-#####', capacity: 15 };
const RULES = makeCodeRules({ products: [MUSTARD, MOONG], childPattern: null });

interface LabelCase {
  readonly raw: string;
  readonly malformed?: true;
  readonly kind?: string;
  readonly code?: string;
  readonly product?: string;
  readonly lot?: string | null;
  readonly labelDate?: string | null;
}

const labels: { cases: LabelCase[] } = JSON.parse(
  readFileSync(new URL('../test/data/labels.json', import.meta.url), 'utf8'),
);

describe('what scanners type', () => {
  test.each(labels.cases)('$raw', (label) => {
    const { kind, code, product, lot, labelDate } = label;
    const parsed = parseCode(label.raw, RULES);
    if (label.malformed) expect(parsed).toMatchObject({ kind: 'malformed' });
    else if (kind === 'parent')
      expect(parsed).toMatchObject({ kind, code, product: { name: product } });
    else expect(parsed).toEqual({ kind, code, lot, labelDate });
  });

  test.each([
    ['LABEL NO.:0016586LOT NO.:STAR', 'malformed'],
    ['LABEL NO:0016586,LOT NO:STAR', 'child'],
    ['LABELNO 0016586', 'child'],
    ['LABEL NOTE 0016586', 'malformed'],
    ['SB12345 LABEL NO.:0016586', 'malformed'],
    ['SBO2345', 'malformed'],
    ['MX44-00030', 'malformed'],
    ['SEED-1', 'child'],
    ['A'.repeat(20), 'child'],
    ['A'.repeat(21), 'malformed'],
    ['\ud83c 0016586', 'malformed'],
    [`0016586${' '.repeat(1_000)}`, 'malformed'],
  ])('%j is %s', (raw, kind) => {
    expect(parseCode(raw, RULES).kind).toBe(kind);
  });

  test.each([
    ['LABEL NO.:0016586 LOT NO.:A-1D.O.T.:30/09/2025', 'A-1', '2025-09-30'],
    ['LABEL NO.:0016586 LOT NO.:, D.O.T.:1/2/2025', null, '2025-02-01'],
    ['LABEL NO.:0016586 D.O.T.:29/02/2024', null, '2024-02-29'],
    ['LABEL NO.:0016586 D.O.T.:29/02/2025', null, null],
    ['LABEL NO.:0016586 D.O.T.:00/00/0000', null, null],
    ['D.O.T.:30/09/2025 LOT NO:A.B/C LABEL NO.:0016586', 'A.B/C', '2025-09-30'],
  ])('%j has the lot %s and the date %s', (raw, lot, labelDate) => {
    expect(parseCode(raw, RULES)).toEqual({ kind: 'child', code: '0016586', lot, labelDate });
  });

  test('a child pattern catches two packets run together, but looking up ignores it', () => {
    const strict = makeCodeRules({ products: [MUSTARD], childPattern: '#######' });
    expect(parseCode('00165860016587', strict).kind).toBe('malformed');
    expect(parseCode('0016586', strict).kind).toBe('child');
    expect(parseCode('CH-8A01', withoutChildPattern(strict)).kind).toBe('child');
  });
});

describe('a text that is no code has a reason', () => {
  const strict = makeCodeRules({ products: [MUSTARD, MOONG], childPattern: '#######' });
  const REASONS: readonly [CodeFault, raw: string, why: string][] = [
    ['nothing_read', ' \r\n', 'nothing was read'],
    ['too_short', '123', 'too short for a code: "123"'],
    ['too_long', '1'.repeat(21), `too long for a code: "${'1'.repeat(21)}"`],
    ['too_long', '1'.repeat(1_001), `too long for a code: "${'1'.repeat(60)}…"`],
    ['foreign_character', '००१६५', 'a character that no code has: "००१६५"'],
    ['foreign_character', '\ud83c 0016586', 'a character that no code has: "\ufffd 0016586"'],
    ['half_read_parent', 'SB123', 'not a whole Mustard code (SB#####): "SB123"'],
    ['half_read_parent', 'm444-0003O', 'not a whole Moong code (M444-#####): "m444-0003O"'],
    ['other_numbering', '00165860016587', 'not as packets are numbered here: "00165860016587"'],
    [
      'label_without_number',
      'LABEL NO.:12',
      'a label without a number of 4 to 20 digits: "LABEL NO.:12"',
    ],
    [
      'joined_labels',
      'LABEL NO.:0016586 LABEL NO.:0016587',
      'two labels run together: "LABEL NO.:0016586 LABEL NO.:0016587"',
    ],
    [
      'joined_codes',
      'SB12345 LABEL NO.:0016586',
      'two codes run together: "SB12345 LABEL NO.:0016586"',
    ],
    ['joined_codes', 'SB12345SB12346', 'not a whole Mustard code (SB#####): "SB12345SB12346"'],
    ['several_codes', 'SB12345 SB12346', 'more than one code: "SB12345 SB12346"'],
    ['no_code', 'http://example.com', 'not a bag code: "http://example.com"'],
  ];

  test.each(REASONS)('%s: %j', (fault, raw, why) => {
    expect(parseCode(raw, strict)).toEqual({ kind: 'malformed', fault, why });
  });

  test('and each reason of the list is one of some text', () => {
    expect(CODE_FAULTS.filter((fault) => !REASONS.some(([one]) => one === fault))).toEqual([]);
  });
});

/** Codes of the products, as their patterns make them. */
const parentCode = fc
  .tuple(fc.constantFrom(MUSTARD, MOONG), fc.array(fc.nat(9), { minLength: 5, maxLength: 5 }))
  .map(([{ pattern }, digits]) => pattern.replace('#####', digits.join('')));
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  parentCode,
);
const codeText = fc.string({ unit: fc.constantFrom(...'ABMSLO0123456789-'), maxLength: 14 });

/** Printable texts, many of them labels: most of what is read in a day. */
const printable = fc
  .array(
    fc.oneof(
      fc.constantFrom(']Q1', 'LABEL NO.:', ' LOT NO.:', ', D.O.T.:30/09/2025', ' ', '0016586'),
      fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
      codeText,
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

describe('whatever is typed', () => {
  test('a printable text is read as with something in it that nobody sees', () => {
    const unseen = fc.constantFrom('\u200b', '\u0007', '\u00ad', '\ufeff');
    const property = fc.property(printable, unseen, fc.nat(), (raw, sign, place) => {
      const at = place % (raw.length + 1);
      const hidden = raw.slice(0, at) + sign + raw.slice(at);
      expect(parseCode(hidden, RULES)).toEqual(parseCode(raw, RULES));
      expect(holdsLabel(hidden)).toBe(holdsLabel(raw));
    });
    fc.assert(property, { numRuns: 3_000 });
  });

  test('nothing throws', () => {
    fc.assert(
      fc.property(anyText, (raw) => void parseCode(raw, RULES)),
      { numRuns: 2_000 },
    );
  });

  test('the normal form reads as itself', () => {
    const texts = fc.oneof(
      anyText,
      codeText,
      codeText.map((text) => `LABEL NO.:${text} LOT NO.:1`),
    );
    const property = fc.property(texts, (raw) => {
      const once = parseCode(raw, RULES);
      if (once.kind === 'malformed') return;
      expect(parseCode(once.code, RULES)).toMatchObject({ kind: once.kind, code: once.code });
    });
    fc.assert(property, { numRuns: 5_000 });
  });

  test('a parent code with its end cut off is no child', () => {
    const property = fc.property(parentCode, fc.nat(9), (code, length) => {
      const cut = code.slice(0, Math.min(length, code.length - 1));
      expect(parseCode(cut, RULES).kind).toBe('malformed');
    });
    fc.assert(property);
  });

  test('a parent code joined with anything is no child', () => {
    const property = fc.property(parentCode, codeText, codeText, (code, before, after) => {
      expect(parseCode(before + code + after, RULES).kind).not.toBe('child');
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  test('a parent code joined with a label before it is no child', () => {
    const property = fc.property(parentCode, (code) => {
      expect(parseCode(`${code}LABEL NO.:0016586`, RULES).kind).toBe('malformed');
    });
    fc.assert(property);
  });

  test('a parent code with a digit changed to a letter is no child', () => {
    const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const property = fc.property(parentCode, fc.nat(), letter, (code, nth, changed) => {
      const places = [...code.matchAll(/\d/g)].map(({ index }) => index);
      const at = places[nth % places.length] ?? 0;
      const misread = code.slice(0, at) + changed + code.slice(at + 1);
      expect(parseCode(misread, RULES).kind).not.toBe('child');
    });
    fc.assert(property, { numRuns: 2_000 });
  });
});

describe('patterns', () => {
  test.each([
    ['SB#####', 'SB1####', true],
    ['SB#####', 'SC#####', false],
    ['SB#####', 'SB######', false],
    ['A-#', 'A-7', true],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(patternsOverlap(a, b)).toBe(expected);
    expect(patternsOverlap(b, a)).toBe(expected);
  });

  test.each(['#####', 'sb###', 'SB', 'SBXX', 'SB 12#', `S${'#'.repeat(20)}`])(
    '%s is none',
    (text) => {
      expect(patternFault(text)).not.toBeNull();
    },
  );
});
