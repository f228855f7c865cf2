import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gramsOf, kilogramsOf, type ProductContent, weightsOf } from './weight.ts';

const mustard = (parentCount: number, childCount: number): ProductContent => ({
  parentCount,
  childCount,
  unitWeightG: 1_000,
  expectedWeightG: 30_000,
});

describe('the weights of a bill', () => {
  test('five parents with 128 packets: 150 kg expected, 128 kg there, 22 kg missing', () => {
    expect(weightsOf([mustard(5, 128)])).toEqual({
      expectedWeightKg: 150,
      actualWeightKg: 128,
      varianceKg: -22,
    });
  });

  test('are 0 of a new one', () => {
    const nothing = { expectedWeightKg: 0, actualWeightKg: 0, varianceKg: 0 };
    expect(weightsOf([])).toEqual(nothing);
  });

  test('what is expected of a parent does not depend on what is in it', () => {
    for (const childCount of [0, 8, 30]) {
      expect(weightsOf([mustard(1, childCount)]).expectedWeightKg).toBe(30);
    }
  });

  test('are exact, whatever is summed: a tenth of a kilogram ten times is one', () => {
    const seeds = { parentCount: 1, childCount: 1, unitWeightG: 100, expectedWeightG: 300 };
    const { expectedWeightKg, actualWeightKg } = weightsOf(Array.from({ length: 10 }, () => seeds));
    expect([expectedWeightKg, actualWeightKg]).toEqual([3, 1]);
  });

  test('of two lists together are those of each, added up', () => {
    const content = fc.record({
      parentCount: fc.nat(1_000),
      childCount: fc.nat(30_000),
      unitWeightG: fc.nat(50_000),
      expectedWeightG: fc.nat(1_000_000),
    });
    const inGrams = (contents: readonly ProductContent[]) => {
      const { expectedWeightKg, actualWeightKg, varianceKg } = weightsOf(contents);
      return [expectedWeightKg, actualWeightKg, varianceKg].map((kg) => Math.round(kg * 1_000));
    };
    const property = fc.property(fc.array(content), fc.array(content), (some, more) => {
      const [left, right] = [inGrams(some), inGrams(more)];
      expect(inGrams([...some, ...more])).toEqual(left.map((g, at) => g + (right[at] ?? 0)));
    });
    fc.assert(property);
  });
});

describe('a weight as it is typed', () => {
  test.each([
    [1, 1_000],
    [0.5, 500],
    [0.001, 1],
    [1.005, 1_005],
    [0.1 + 0.2, 300],
    [0.0005, null],
    [1.2345, null],
  ])('%s kg is %s g', (kilograms, grams) => {
    expect(gramsOf(kilograms)).toBe(grams);
  });

  test('is told again as it was typed', () => {
    const property = fc.property(fc.nat(100_000_000), (grams) => {
      expect(gramsOf(kilogramsOf(grams))).toBe(grams);
    });
    fc.assert(property);
  });
});
