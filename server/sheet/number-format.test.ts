import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberFormatOf, PLAIN_NUMBER, showNumber } from './number-format.ts';

describe('a number in a cell', () => {
  test.each([
    ['0123130', 123130, 7],
    ['123130', 123130, 0],
    ['12345678', 12345678, 7],
  ])('is shown as %s', (shown, value, digits) => {
    expect(showNumber(String(value), { ...PLAIN_NUMBER, digits }, false)).toBe(shown);
  });

  test.each([
    ['1.16586E5', '116586'],
    ['116586.0', '116586'],
    ['-3', '-3'],
    ['0.25', '0.25'],
    ['', ''],
    ['n/a', 'n/a'],
  ])('%s is %s', (value, shown) => {
    expect(showNumber(value, PLAIN_NUMBER, false)).toBe(shown);
  });

  test('is no code when the sheet has lost its last digits', () => {
    expect(showNumber('12345678901234560', PLAIN_NUMBER, false)).toEqual({
      fault: 'holds a number of which the sheet has kept only the first 15 digits',
    });
  });

  test('counts days from the epoch of its workbook', () => {
    const date = { ...PLAIN_NUMBER, isDate: true };
    expect(showNumber('45930.75', date, false)).toEqual({
      fault: 'holds a date (2025-09-30), not a text',
    });
    expect(showNumber('44468', date, true)).toEqual({
      fault: 'holds a date (2025-09-30), not a text',
    });
    expect(showNumber('1e300', date, false)).toEqual({
      fault: 'holds a date (1e+300), not a text',
    });
  });
});

describe('a format', () => {
  test.each(['dd/mm/yyyy', 'yyyy-mm-dd;@', '[$-409]mmm d, yyyy', 'h:mm AM/PM', '[h]:mm'])(
    '%s is a date',
    (code) => expect(numberFormatOf(164, code).isDate).toBe(true),
  );

  test.each(['General', '0.00', '#,##0', '0%', '0', '[Red]0', '@', '_-* #,##0_-'])(
    '%s is none',
    (code) => expect(numberFormatOf(164, code)).toEqual(PLAIN_NUMBER),
  );

  test('of zeros fills a number up', () => {
    expect(numberFormatOf(164, '0000000')).toEqual({ ...PLAIN_NUMBER, digits: 7 });
  });

  test.each([
    ['"SB"00000', 'SB00042'],
    ['\\S\\B00000', 'SB00042'],
    ['"M444-"00000', 'M444-00042'],
    ['"M444"-00000', 'M444-00042'],
    ['"Bill "0', 'Bill 42'],
    ['"day" 0', 'day 42'],
    ['"a;b"00', 'a;b42'],
    ['0000000;-0000000', '0000042'],
    ['0000000;@', '0000042'],
    ['##0000', '0042'],
    ['[Blue]"SB"00000;[Red]-0', 'SB00042'],
    ['_-* "SB"00000_-', 'SB00042'],
    ['#', '42'],
    ['0.00', '42'],
    ['"SB"0.00', '42'],
    ['[>=100]"SB"00000;0', '42'],
    ['"SB"', '42'],
    ['', '42'],
  ])('%s shows 42 as %s', (code, shown) => {
    const format = numberFormatOf(164, code);
    expect(showNumber('42', format, false)).toBe(shown);
    expect(format.isDate).toBe(false);
  });

  test.each([
    ['0000000', '-42', '-0000042'],
    ['"SB"00000', '-3', '-SB00003'],
    ['"SB"00000', '123456', 'SB123456'],
    ['"SB"00000', '0', 'SB00000'],
    ['"SB"00000', 'SB00007', 'SB00007'],
  ])('%s shows %s as %s', (code, value, shown) => {
    expect(showNumber(value, numberFormatOf(164, code), false)).toBe(shown);
  });

  test('of any prefix and width gives back the code that was numbered', () => {
    const prefix = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,6}$/);
    const run = fc.property(
      prefix,
      fc.integer({ min: 2, max: 9 }),
      fc.nat(99),
      (text, width, no) => {
        const format = numberFormatOf(164, `"${text}"${'0'.repeat(width)}`);
        const shown = `${text}${String(no).padStart(width, '0')}`;
        expect(showNumber(String(no), format, false)).toBe(shown);
      },
    );
    fc.assert(run);
  });

  test('is built in for some numbers', () => {
    const dates = [14, 22, 27, 45, 47, 57];
    expect(dates.map((id) => numberFormatOf(id, undefined).isDate)).toEqual(dates.map(() => true));
    const others = [0, 1, 2, 9, 49];
    expect(others.map((id) => numberFormatOf(id, undefined).isDate)).toEqual(
      others.map(() => false),
    );
  });
});
