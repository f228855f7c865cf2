import { describe, expect, test } from 'vitest';
import type { LabelIssue } from '#contract/label.ts';
import { codesIn, FIRST_WISHES, nextAfter, wantedOf } from './wishes.ts';

const mustard = { name: 'Mustard', pattern: 'SB#####' };
const moong = { name: 'Moong', pattern: 'M444-#####' };

describe('what is asked of the server', () => {
  test('is a range of parents of a product', () => {
    const wishes = { ...FIRST_WISHES, product: 'Mustard', from: ' SB00001 ', count: 5 };
    expect(wantedOf(wishes)).toEqual({
      kind: 'parent',
      product: 'Mustard',
      from: 'SB00001',
      count: 5,
      format: 'a4-24',
    });
  });

  test('is a list of packets, without a product', () => {
    const wishes = { ...FIRST_WISHES, isList: true, from: 'SB00001', list: '0016586\n0016587' };
    const codes = ['0016586', '0016587'];
    expect(wantedOf(wishes)).toEqual({ kind: 'child', codes, format: 'a4-24' });
  });

  test.each([
    ['a first code', { from: ' ' }],
    ['a number of labels', { from: 'SB00001', count: 0 }],
    ['any code of the list', { isList: true, list: ' \n, ;' }],
  ])('is nothing while %s is missing', (_what, wishes) => {
    expect(wantedOf({ ...FIRST_WISHES, ...wishes })).toBeNull();
  });
});

test('codes are parted as people type them and as sheets give them', () => {
  expect(codesIn('SB1, SB2;SB3\r\n\tSB4  SB5\n')).toEqual(['SB1', 'SB2', 'SB3', 'SB4', 'SB5']);
});

describe('the next range', () => {
  const issue = (change: Partial<LabelIssue>): LabelIssue => ({
    id: 1,
    kind: 'parent',
    product: 'Mustard',
    first: 'SB00001',
    last: 'SB00024',
    count: 24,
    isRange: true,
    format: 'a4-24',
    issuedAt: '2026-11-23T10:00:00Z',
    issuedBy: 'admin',
    ...change,
  });

  test('begins after the newest one of the same product', () => {
    const issues = [issue({ last: 'SB00199' }), issue({})];
    expect(nextAfter(issues, mustard)).toBe('SB00200');
    expect(nextAfter(issues, moong)).toBeNull();
  });

  test('counts in the digits of the pattern, also behind digits that are fixed', () => {
    const issues = [issue({ product: 'Moong', last: 'M444-00999' })];
    expect(nextAfter(issues, moong)).toBe('M444-01000');
  });

  test('of packets keeps leading zeros', () => {
    const issues = [issue({ kind: 'child', product: null, last: '0016599' })];
    expect(nextAfter(issues, null)).toBe('0016600');
  });

  test('is not told by a list, whose last code is not its highest', () => {
    expect(nextAfter([issue({ isRange: false, last: 'SB90000' })], mustard)).toBeNull();
  });

  test('is none where all codes of the pattern are issued', () => {
    expect(nextAfter([issue({ last: 'SB99999' })], mustard)).toBeNull();
  });
});
