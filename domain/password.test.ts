import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { PASSWORD_LENGTH_MIN, passwordFault } from './password.ts';

test.each([
  ['Sb12345!x', 'must have at least 10 characters'],
  ['ѱѱѱѱѱѱѱѱѱ', 'must have at least 10 characters'],
  ['x'.repeat(201), 'must have at most 200 characters'],
  ['1234567890', 'must not be a plain sequence'],
  ['12345678901234', 'must not be a plain sequence'],
  ['9876543210', 'must not be a plain sequence'],
  ['QWERTYUIOP', 'must not be a plain sequence'],
  ['abcdefghijkl', 'must not be a plain sequence'],
  ['aaaaaaaaaa', 'must not be the same few characters repeated'],
  ['ab1!ab1!ab1!', 'must not be the same few characters repeated'],
  ['ravikumar2026', 'must be more than the user name'],
  ['password123', 'is one of the passwords that are tried first'],
  ['Password@2026!', 'is one of the passwords that are tried first'],
  ['P@ssw0rd2026', 'is one of the passwords that are tried first'],
  ['passwordpassword', 'is one of the passwords that are tried first'],
  ['1q2w3e4r5t6y', 'is one of the passwords that are tried first'],
  ['TraitorTrack1', 'is one of the passwords that are tried first'],
  ['welcome@123', 'is one of the passwords that are tried first'],
])('"%s" %s', (password, fault) => {
  expect(passwordFault(password, 'ravikumar')).toBe(fault);
});

test.each([
  'mustard-and-moong',
  'correct horse battery',
  'a password of my own',
  'ravikumar-sows-in-june',
  'सरसों के पीले खेत',
  '7314902586',
])('"%s" may be used', (password) => {
  expect(passwordFault(password, 'ravikumar')).toBeNull();
});

test('every common password is refused, in any case', () => {
  for (const password of COMMON_PASSWORDS) {
    expect(password.length, password).toBeGreaterThanOrEqual(PASSWORD_LENGTH_MIN);
    expect(passwordFault(password.toUpperCase(), 'x'), password).not.toBeNull();
  }
});

test('any text has an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string(), (password, username) => {
      const fault = passwordFault(password, username);
      expect(fault === null || [...password].length < 10 || fault !== '').toBe(true);
    }),
  );
});
