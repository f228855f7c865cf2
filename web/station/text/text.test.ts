import { describe, expect, test } from 'vitest';
import { CODE_FAULTS, parseCode } from '#domain/code.ts';
import { OUTCOMES } from '#domain/outcome.ts';
import { RefusedError, UnreachableError } from '../../api/client.ts';
import { pack, RULES, resultOf, rowOf } from '../desk/desk.fixture.ts';
import { en, type Said } from './en.ts';
import { hi } from './hi.ts';
import { adviceOf, sayOf, whyNotCompleted } from './text.ts';

const SAID: Said = {
  action: 'pack',
  it: '0016586',
  parent: 'SB12345',
  fill: '12/30',
  bill: 'INV-1',
  billFill: '3/12',
};
const DEVANAGARI = /[\u0900-\u097f]/;

describe('every outcome', () => {
  test.each(OUTCOMES)('%s is said in both languages', (outcome) => {
    expect(en.outcome[outcome](SAID)).not.toMatch(DEVANAGARI);
    expect(hi.outcome[outcome](SAID)).toMatch(DEVANAGARI);
    expect(`${en.outcome[outcome](SAID)}${hi.outcome[outcome](SAID)}`).not.toMatch(
      /undefined|null/,
    );
  });

  test.each(OUTCOMES)('%s names in Hindi what it names in English', (outcome) => {
    const namesIn = (text: string) => text.match(/0016586|SB12345|INV-1|12\/30/g)?.sort() ?? [];
    expect(namesIn(hi.outcome[outcome](SAID))).toEqual(namesIn(en.outcome[outcome](SAID)));
  });

  test('what to do is said in both languages, or in none', () => {
    expect(Object.keys(hi.advice).sort()).toEqual(Object.keys(en.advice).sort());
  });
});

describe('why a text is no code', () => {
  test.each(CODE_FAULTS)('%s is said in both languages, with what was seen', (fault) => {
    const [english, hindi] = [en.codeFault[fault]('SB123'), hi.codeFault[fault]('SB123')];
    expect(english).not.toMatch(DEVANAGARI);
    expect(hindi).toMatch(DEVANAGARI);
    // Of nothing nothing can be shown.
    expect([english, hindi].map((said) => said.includes('SB123'))).toEqual(
      fault === 'nothing_read' ? [false, false] : [true, true],
    );
  });

  test('no two reasons are said alike', () => {
    for (const { codeFault } of [en, hi]) {
      const said = CODE_FAULTS.map((fault) => codeFault[fault](''));
      expect(new Set(said).size).toBe(CODE_FAULTS.length);
    }
  });

  test('what else to do is said in both languages, or in none', () => {
    expect(Object.keys(hi.codeAdvice).sort()).toEqual(Object.keys(en.codeAdvice).sort());
    for (const said of Object.values(hi.codeAdvice)) expect(said).toMatch(DEVANAGARI);
  });

  test.each([
    ['SB123', 'Not a whole parent code: SB123', 'बड़ी बोरी का कोड पूरा नहीं पढ़ा गया: SB123'],
    [
      'SB12345 SB12346',
      'More than one code: SB12345 SB12346',
      'एक से ज़्यादा कोड पढ़े गए: SB12345 SB12346',
    ],
    [
      'LABEL NO.:12',
      'A label without its number: LABEL NO.:12',
      'लेबल का नंबर नहीं पढ़ा गया: LABEL NO.:12',
    ],
  ])('%s is explained', (raw, english, hindi) => {
    const row = unreadable(raw);
    expect([sayOf(row, en), sayOf(row, hi)]).toEqual([english, hindi]);
  });

  test('joined codes are to be scanned one by one, others again', () => {
    expect(adviceOf(unreadable('SB12345 SB12346'), en)).toBe(en.codeAdvice.several_codes);
    expect(adviceOf(unreadable('SB123'), en)).toBe(en.advice.malformed);
  });

  test('is not said of a code that the server knows better', () => {
    const row = unreadable('SB123');
    const result = resultOf('packed', '0016586', { code: 'SB12345' });
    expect(sayOf({ ...row, result }, en)).toBe('0016586 packed');
  });

  /** As the device records it. */
  function unreadable(raw: string) {
    const parsed = parseCode(raw, RULES.codes);
    if (parsed.kind !== 'malformed') throw new Error(`${raw} is a code`);
    const told = { outcome: 'malformed', tone: 'error', codeFault: parsed.fault } as const;
    const shown = { bag: null, parent: null, bill: null };
    return rowOf(pack(raw, 'SB12345'), { told, shown });
  }
});

describe('a bill that the server does not complete', () => {
  test('is explained in both languages, whatever the code', () => {
    expect(Object.keys(hi.completeRefused)).toEqual(Object.keys(en.completeRefused));
    for (const said of Object.values(en.completeRefused)) expect(said).not.toMatch(DEVANAGARI);
    for (const said of Object.values(hi.completeRefused)) expect(said).toMatch(DEVANAGARI);
  });

  test.each([
    [new RefusedError(409, { code: 'below_target' }), hi.completeRefused.below_target],
    [new RefusedError(409, { code: 'bill_locked' }), hi.completeRefused.bill_locked],
    [new RefusedError(500, { code: 'internal', detail: 'The server failed' }), hi.completeFailed],
    [new RefusedError(502, {}), hi.completeFailed],
    [new UnreachableError('gone'), hi.unreachable],
  ])('%s', (error, said) => {
    expect(whyNotCompleted(error, hi)).toBe(said);
  });
});

test('every other text is Hindi in Hindi', () => {
  const sameInBoth = new Set(['appName', 'codeFault', 'kg', 'outcome', 'signedKg', 'spoken']);
  const ofTwo = (text: unknown) => {
    return typeof text === 'function' ? String(text('X', 'Y')) : JSON.stringify(text);
  };
  for (const [name, text] of Object.entries(hi)) {
    if (sameInBoth.has(name)) continue;
    expect(ofTwo(text), name).toMatch(DEVANAGARI);
  }
});

describe('of a scan', () => {
  test('the server’s answer is said, once it is there', () => {
    const row = rowOf(pack('0016586', 'SB12345'));
    expect(sayOf(row, en)).toBe('0016586 packed');
    const result = resultOf('in_other_parent', '0016586', { code: 'SB99999' });
    expect(sayOf({ ...row, result }, en)).toBe('0016586 is in another bag: SB99999');
    expect(adviceOf({ ...row, result }, en)).toMatch(/move it/);
  });

  test('what could not be read is shown as it was, cut short', () => {
    const told = { outcome: 'malformed', tone: 'error' } as const;
    const shown = { bag: null, parent: null, bill: null };
    const row = rowOf(pack('x'.repeat(200), 'SB12345'), { told, shown });
    expect(sayOf(row, en)).toBe(`Not a bag code: ${'x'.repeat(48)}…`);
  });

  test('that the server never takes, it is said that it could not be read', () => {
    const row = rowOf(pack('0016586', 'SB12345'), { fault: 'malformed_request' });
    expect(sayOf(row, en)).toBe(en.faultRefused);
    expect(adviceOf(row, hi)).toBe(hi.faultAdvice);
  });
});

test('weights carry their sign', () => {
  expect([en.signedKg(-22), en.signedKg(0), en.signedKg(1.5)]).toEqual([
    '−22 kg',
    '0 kg',
    '+1.5 kg',
  ]);
});
