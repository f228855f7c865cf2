import { describe, expect, test } from 'vitest';
import { OUTCOMES } from '#domain/outcome.ts';
import { pack, resultOf, rowOf } from '../desk/desk.fixture.ts';
import { en, type Said } from './en.ts';
import { hi } from './hi.ts';
import { adviceOf, sayOf } from './text.ts';

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

test('every other text is Hindi in Hindi', () => {
  const sameInBoth = new Set(['appName', 'kg', 'outcome', 'signedKg', 'spoken']);
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
