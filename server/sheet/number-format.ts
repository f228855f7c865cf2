import type { Cell } from './sheet.ts';

/** How a workbook shows a number: what of it matters to a reader of codes and names. */
export interface NumberFormat {
  readonly isDate: boolean;
  /** The least number of digits, filled up with zeros: `0000000` shows 123130 as 0123130. */
  readonly digits: number;
  /** What stands in front of them: `"SB"00000` shows 12345 as SB12345. */
  readonly prefix: string;
}

export const PLAIN_NUMBER: NumberFormat = { isDate: false, digits: 0, prefix: '' };
const DATE: NumberFormat = { ...PLAIN_NUMBER, isDate: true };

/** Texts in quotes and single characters, then zeros that fill a number up, or a place for it. */
const NUMBERED = /^((?:"[^"]*"|\\.|[ -])*)(?:#*(0+)|#)$/;

/** The formats that every workbook has without naming them (ECMA-376 part 1, 18.8.30). */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58 && id !== 49);
}

/** @param code as the workbook writes it; undefined for one that is built in. */
export function numberFormatOf(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return isBuiltInDate(id) ? DATE : PLAIN_NUMBER;
  // Of several sections the first is for numbers above zero, and codes are. Colours and spaces as
  // wide as a character are not the number's, and after a condition it may be another section's.
  const [section = ''] = /^(?:"[^"]*"|\\.|[^;"\\])*/.exec(code) ?? [];
  const shown = section.replaceAll(/("[^"]*"|\\.)|\[[^\]<>=]*\]|[_*]./g, '$1').trimEnd();
  const [, texts, zeros = ''] = NUMBERED.exec(shown) ?? [];
  if (texts !== undefined) {
    const prefix = texts.replaceAll(/"([^"]*)"|\\(.)/g, '$1$2');
    return { isDate: false, digits: zeros.length > 1 ? zeros.length : 0, prefix };
  }
  const bare = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '');
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare) ? DATE : PLAIN_NUMBER;
}

/** Spreadsheets keep 15 digits of a number; the rest of a longer code is lost. */
const SAFE_DIGITS = 15;
const DAY_MS = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** The text of a number in a cell, as the person who made the sheet sees it. */
export function showNumber(value: string, format: NumberFormat, is1904: boolean): Cell {
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return value;
  if (format.isDate) return { fault: `holds a date (${showDate(number, is1904)}), not a text` };
  if (!Number.isInteger(number)) return String(number);
  if (Math.abs(number) >= 10 ** SAFE_DIGITS) {
    return { fault: 'holds a number of which the sheet has kept only the first 15 digits' };
  }
  const digits = String(Math.abs(number)).padStart(format.digits, '0');
  return `${number < 0 ? '-' : ''}${format.prefix}${digits}`;
}

function showDate(days: number, is1904: boolean): string {
  const time = (is1904 ? EPOCH_1904 : EPOCH_1900) + Math.floor(days) * DAY_MS;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(days) : date.toISOString().slice(0, 10);
}
