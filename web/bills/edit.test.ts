import { describe, expect, test } from 'vitest';
import { type BillFields, changesOf, editOf, fieldsOf, merge } from './edit.ts';

const FIELDS: BillFields = {
  target: 3,
  dealer: 'Kisan Seva Kendra',
  destination: 'Sikar',
  vehicle: '',
  description: '',
};
const changed = (change: Partial<BillFields>): BillFields => ({ ...FIELDS, ...change });

test('a field that nobody filled in is empty in the form', () => {
  const bill = {
    code: 'B-1',
    status: 'new',
    target: 5,
    dealer: null,
    destination: 'Patna',
    vehicle: null,
    description: null,
    parentCount: 0,
    childCount: 0,
    expectedWeightKg: 0,
    actualWeightKg: 0,
    varianceKg: 0,
    createdBy: 'ravi',
    createdAt: '2026-11-23T08:00:00Z',
    completedAt: null,
    parents: [],
  } as const satisfies Record<string, unknown>;
  expect(fieldsOf({ ...bill, parents: [] })).toEqual({
    target: 5,
    dealer: '',
    destination: 'Patna',
    vehicle: '',
    description: '',
  });
});

describe('what is sent of an edit', () => {
  test('is what differs, and nothing else', () => {
    expect(editOf(FIELDS, changed({ vehicle: 'RJ14 GB 4521', target: 4 }))).toEqual({
      vehicle: 'RJ14 GB 4521',
      target: 4,
    });
  });

  test('is nothing when nothing was touched', () => {
    expect(editOf(FIELDS, { ...FIELDS })).toEqual({});
  });

  test('says when a field was emptied', () => {
    expect(editOf(FIELDS, changed({ dealer: '' }))).toEqual({ dealer: '' });
  });

  test('leaves the target as it was while its field is empty', () => {
    expect(editOf(FIELDS, changed({ target: null }))).toEqual({});
  });
});

describe('when somebody else was faster', () => {
  const theirs = changed({ destination: 'Gaya', target: 5 });

  test('their changes are told, before and after', () => {
    expect(changesOf(FIELDS, theirs)).toEqual([
      { name: 'target', before: '3', after: '5' },
      { name: 'destination', before: 'Sikar', after: 'Gaya' },
    ]);
    expect(changesOf(FIELDS, changed({ target: null }))).toEqual([
      { name: 'target', before: '3', after: '' },
    ]);
  });

  test('what was typed here stays, and the rest is taken from them', () => {
    const mine = changed({ vehicle: 'RJ14 GB 9999' });
    expect(merge(FIELDS, mine, theirs)).toEqual({ ...theirs, vehicle: 'RJ14 GB 9999' });
  });

  test('in a field that both have changed, what was typed here stays', () => {
    const mine = changed({ destination: 'Ujjain' });
    expect(merge(FIELDS, mine, theirs)).toEqual({ ...theirs, destination: 'Ujjain' });
  });

  test('saving again sends only what still differs from theirs', () => {
    const mine = changed({ destination: 'Gaya', vehicle: 'RJ14 GB 9999' });
    expect(editOf(theirs, merge(FIELDS, mine, theirs))).toEqual({ vehicle: 'RJ14 GB 9999' });
  });
});
