import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BILL_CODE_LENGTH_MAX, parseBillCode } from './bill.ts';

describe('the code of a bill', () => {
  test.each([
    ['INV-26/0142', 'INV-26/0142'],
    ['  inv.7 ', 'INV.7'],
    ['001', '001'],
    ['A-B', 'A-B'],
    ['A.B.C', 'A.B.C'],
    ['A//B', 'A//B'],
    ['summary-1', 'SUMMARY-1'],
    ['X'.repeat(BILL_CODE_LENGTH_MAX), 'X'.repeat(BILL_CODE_LENGTH_MAX)],
  ])('%j is %s', (raw, code) => {
    expect(parseBillCode(raw)).toBe(code);
  });

  test.each([
    ['too short', 'A1'],
    ['too long', 'X'.repeat(BILL_CODE_LENGTH_MAX + 1)],
    ['empty', '   '],
    ['a dash at the start', '-A1'],
    ['a slash at the end', 'A1/'],
    ['a dot at the end', 'A1.'],
    ['two dots', 'A..1'],
    ['a space inside', 'INV 1'],
    ['a letter of another script', 'INVÉ1'],
    ['a letter that capitals would fold into ASCII', 'ınv1'],
    ['a digit of another script', 'INV१'],
    ['a line break', 'INV\n1'],
    ['the address of the summary', 'Summary'],
  ])('none with %s', (_what, raw) => {
    expect(parseBillCode(raw)).toBeNull();
  });

  test('reads as itself, and fits between two slashes of an address', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aB1-/. é'), maxLength: 12 });
    const property = fc.property(fc.oneof(text, fc.string()), (raw) => {
      const code = parseBillCode(raw);
      if (code === null) return;
      expect(parseBillCode(code)).toBe(code);
      const { pathname } = new URL(`http://host/bills/${encodeURIComponent(code)}/complete`);
      expect(pathname.split('/').slice(2).map(decodeURIComponent)).toEqual([code, 'complete']);
    });
    fc.assert(property, { numRuns: 5_000 });
  });
});
