/** A bill's code: 3 to 50 of `A-Z 0-9 - / .`, first and last a letter or digit, no `..`. */
export const BILL_CODE_LENGTH_MIN = 3;
export const BILL_CODE_LENGTH_MAX = 50;
export const BILL_TARGET_MAX = 1_000;
export const BILL_TARGET_DEFAULT = 30;
/** Of the dealer, the destination and the vehicle. */
export const BILL_FIELD_LENGTH_MAX = 200;
export const BILL_DESCRIPTION_LENGTH_MAX = 2_000;

/** What a code must be, as people are told. */
export const BILL_CODE_RULE =
  'must be 3 to 50 of A-Z 0-9 - / . with a letter or digit first and last';

const BILL_CODE = /^[A-Z0-9](?:[A-Z0-9/-]|\.(?!\.))*[A-Z0-9]$/;
/** `/api/v2/bills/summary` is the day's summary. */
const RESERVED = 'SUMMARY';

/** The normal form of a bill's code, or null when the text cannot be one. */
export function parseBillCode(raw: string): string | null {
  const trimmed = raw.trim();
  if (trimmed.length < BILL_CODE_LENGTH_MIN || trimmed.length > BILL_CODE_LENGTH_MAX) return null;
  // Upper-casing folds some letters of other scripts into ASCII: those are no code.
  if (!/^[\x20-\x7e]+$/.test(trimmed)) return null;
  const code = trimmed.toUpperCase();
  return BILL_CODE.test(code) && code !== RESERVED ? code : null;
}
