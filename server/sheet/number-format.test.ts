import { describe, expect, test } from 'vitest';
import { numberFormatOf, PLAIN_NUMBER, showNumber } from './number-format.ts';

describe('a number in a cell', () => {
  test.each([
    ['0123130', 123130, 7],
    ['123130', 123130, 0],
    ['12345678', 12345678, 7],
  ])('is shown as %s', (shown, value, digits) => {
    expect(showNumber(String(value), { isDate: false, digits }, false)).toBe(shown);
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
    const date = { isDate: true, digits: 0 };
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

  test.each(['General', '0.00', '#,##0', '0%', '"day" 0', '[Red]0', '@', '_-* #,##0_-'])(
    '%s is none',
    (code) => expect(numberFormatOf(164, code)).toEqual(PLAIN_NUMBER),
  );

  test('of zeros fills a number up', () => {
    expect(numberFormatOf(164, '0000000')).toEqual({ isDate: false, digits: 7 });
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
