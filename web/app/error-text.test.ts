import { describe, expect, test } from 'vitest';
import { ERRORS } from '#contract/error.ts';
import { passwordFault } from '#domain/password.ts';
import { patternFault } from '#domain/product.ts';
import { childPatternFault } from '#domain/setting.ts';
import { MOMENT_RULE } from '#server/list/period.ts';
import { RefusedError, UnreachableError } from '../api/client.ts';
import { errorSentence, faultSentence } from './error-text.ts';

const DEVANAGARI = /\p{Script=Devanagari}/u;

function refused(code: string, detail = 'what the server says'): RefusedError {
  return new RefusedError(409, { code, detail });
}

describe('an error becomes a sentence', () => {
  test.each(Object.keys(ERRORS))('%s, in both languages', (code) => {
    const en = errorSentence(refused(code), 'en');
    const hi = errorSentence(refused(code), 'hi');
    expect(en).toMatch(/^[A-Z].*[.]$/);
    expect(hi).toMatch(DEVANAGARI);
    expect(hi).toMatch(/।$/);
  });

  test('also when a newer server has a code that this page does not know', () => {
    expect(errorSentence(refused('moon_phase'), 'en')).toBe('what the server says');
    expect(errorSentence(refused('toString'), 'hi')).toBe('what the server says');
  });

  test('and when the server was not reached, or the page itself failed', () => {
    expect(errorSentence(new UnreachableError('x'), 'en')).toMatch(/cannot be reached/);
    expect(errorSentence(new TypeError('x is not a function'), 'en')).not.toContain('function');
  });
});

describe("a field's fault becomes a sentence", () => {
  test('in English, as the server says it', () => {
    expect(faultSentence('is required', 'en')).toBe('Is required.');
  });

  test('in Hindi, with its numbers', () => {
    expect(faultSentence('must have at least 10 characters', 'hi')).toBe(
      'कम से कम 10 अक्षर होने चाहिए।',
    );
    expect(faultSentence('must have 4 to 20 characters', 'hi')).toBe('4 से 20 अक्षर होने चाहिए।');
  });

  const FAULTS = [
    ...['short', 'abcdefghijkl', 'password123', 'ravi-ravi-ravi', 'xyxyxyxyxyxy', 'x'.repeat(300)]
      .map((password) => passwordFault(password, 'ravi-ravi'))
      .filter((fault) => fault !== null),
    ...['AB', 'sb####', 'SB12345'].map(patternFault).filter((fault) => fault !== null),
    ...['#', 'ABCDE'].map(childPatternFault).filter((fault) => fault !== null),
    'is required',
    'must be <= 1000',
    'must be >= 1',
    'must be integer',
    'must be one of admin, biller, dispatcher',
    'must match pattern "^[^\\s@]+@[^\\s@]+$"',
    'must not have more than 200 characters',
    'is required of a dispatcher',
    'must be 1 to 1000',
    'must not be below the parents on the bill',
    'must come before the critical level',
    'is empty',
    MOMENT_RULE,
    'is not your password',
    'is no area',
    'must have at most 3 decimals',
    'must be an address that begins with https:// or http://',
    'must not have a user name or password: check the signature instead',
    '10.0.0.1 is an address of a private network: start the server with X',
  ];

  test.each([...new Set(FAULTS)])('in Hindi, too: %s', (fault) => {
    expect(faultSentence(fault, 'hi')).toMatch(DEVANAGARI);
  });
});

describe('a refusal by what stands between here and the server', () => {
  test.each([
    [413, 'This is too large to send.'],
    [401, 'You are not signed in.'],
    [502, 'The server is restarting. Try again in a moment.'],
    [504, 'The server is very busy. Try again in a moment.'],
  ])('with %i is told by its status', (status, sentence) => {
    expect(errorSentence(new RefusedError(status, {}), 'en')).toBe(sentence);
    expect(errorSentence(new RefusedError(status, {}), 'hi')).toMatch(/[\u0900-\u097f]/);
  });

  test('with a status that says nothing keeps its own words', () => {
    const error = new RefusedError(418, { title: 'I am a teapot' });
    expect(errorSentence(error, 'en')).toBe('I am a teapot');
  });
});
