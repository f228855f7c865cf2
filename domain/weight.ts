/** Weights of what lies on a bill, or in one parent. Grams inside, kilograms outside. */

export interface ProductContent {
  readonly parentCount: number;
  readonly childCount: number;
  readonly unitWeightG: number;
  readonly expectedWeightG: number;
}

export interface Weights {
  readonly expectedWeightKg: number;
  readonly actualWeightKg: number;
  readonly varianceKg: number;
}

const GRAMS_PER_KG = 1_000;

/**
 * Expected: the sum over the parents of their product's expected weight, however many children
 * are in them. Actual: the sum of children times unit weight. Variance: actual less expected.
 */
export function weightsOf(contents: readonly ProductContent[]): Weights {
  let expectedG = 0;
  let actualG = 0;
  for (const content of contents) {
    expectedG += content.parentCount * content.expectedWeightG;
    actualG += content.childCount * content.unitWeightG;
  }
  return {
    expectedWeightKg: expectedG / GRAMS_PER_KG,
    actualWeightKg: actualG / GRAMS_PER_KG,
    varianceKg: (actualG - expectedG) / GRAMS_PER_KG,
  };
}

export function kilogramsOf(grams: number): number {
  return grams / GRAMS_PER_KG;
}

/** Whole grams of a weight in kilograms, or null when it has more than three decimals. */
export function gramsOf(kilograms: number): number | null {
  const grams = Math.round(kilograms * GRAMS_PER_KG);
  return Math.abs(grams - kilograms * GRAMS_PER_KG) < 1e-6 ? grams : null;
}
