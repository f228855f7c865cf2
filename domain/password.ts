import { COMMON_PASSWORDS, COMMON_STEMS } from './common-passwords.ts';

/** Counted in characters, as people count them. */
export const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 200;

/**
 * Why a password is too easy to guess, or null when it may be used (contract.md: "10 characters or
 * more, not among the common ones"). Nothing is asked of its letters and digits: length is what
 * helps (NIST SP 800-63B, 3.1.1.2).
 */
export function passwordFault(password: string, username: string): string | null {
  const { length } = [...password];
  if (length < PASSWORD_LENGTH_MIN) return `must have at least ${PASSWORD_LENGTH_MIN} characters`;
  if (length > PASSWORD_LENGTH_MAX) return `must have at most ${PASSWORD_LENGTH_MAX} characters`;
  const text = password.toLowerCase();
  if (text.includes(username.toLowerCase()) && stemOf(text, username) === '') {
    return 'must be more than the user name';
  }
  if (isSequence(text)) return 'must not be a plain sequence';
  const unit = repeatedUnitOf(text);
  if (unit.length < UNIT_LENGTH_MIN) return 'must not be the same few characters repeated';
  if (isCommon(text) || isCommon(unit)) return 'is one of the passwords that are tried first';
  return null;
}

const UNIT_LENGTH_MIN = 5;

const ROWS = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];
const SEQUENCES = ROWS.map((row) => row.repeat(3)).flatMap((row) => [
  row,
  [...row].reverse().join(''),
]);

function isSequence(text: string): boolean {
  return SEQUENCES.some((sequence) => sequence.includes(text));
}

/** `ab` of `abababab`; the text itself when nothing repeats. */
function repeatedUnitOf(text: string): string {
  const at = (text + text).indexOf(text, 1);
  return text.slice(0, at);
}

function isCommon(text: string): boolean {
  return (
    COMMON_PASSWORDS.has(text) ||
    COMMON_STEMS.has(stemOf(text, '')) ||
    COMMON_STEMS.has(stemOf(unmask(text), ''))
  );
}

/** What is left of a text without a name and without the digits and signs around it. */
function stemOf(text: string, name: string): string {
  return text.replace(name.toLowerCase(), '').replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

/** Undoes the usual disguises: `p@ssw0rd` is `password`. */
function unmask(text: string): string {
  return text
    .replaceAll('@', 'a')
    .replaceAll('$', 's')
    .replaceAll(/(?<=\p{L})0(?=\p{L})/gu, 'o')
    .replaceAll(/(?<=\p{L})1(?=\p{L})/gu, 'i')
    .replaceAll(/(?<=\p{L})3(?=\p{L})/gu, 'e');
}
