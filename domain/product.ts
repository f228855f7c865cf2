/** A kind of parent bag. Weights are whole grams, so that sums are exact. */
export interface Product {
  readonly id: number;
  readonly name: string;
  /** Fixed text with `#` for each digit, such as `SB#####`. */
  readonly pattern: string;
  /** How many children fill one parent. */
  readonly capacity: number;
  readonly unitWeightG: number;
  readonly expectedWeightG: number;
}

/** Longer codes would not fit the label and are no use on a scanner's display. */
export const PATTERN_LENGTH_MAX = 20;
const PATTERN_LENGTH_MIN = 4;

/**
 * Why a text cannot be a product's pattern, or null when it can. A pattern begins with a letter:
 * labels are numbered with digits only, so no packet's number can ever be a parent's code.
 */
export function patternFault(pattern: string): string | null {
  if (pattern.length < PATTERN_LENGTH_MIN || pattern.length > PATTERN_LENGTH_MAX) {
    return `must have ${PATTERN_LENGTH_MIN} to ${PATTERN_LENGTH_MAX} characters`;
  }
  if (!/^[A-Z][A-Z0-9#-]*[A-Z0-9#]$/.test(pattern)) {
    return 'must be capital letters, digits, dashes and # for each digit, beginning with a letter';
  }
  if (!pattern.includes('#')) return 'must have a # for at least one digit';
  return null;
}

/** Whether some text matches both patterns. */
export function patternsOverlap(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  return [...a].every((left, at) => placesOverlap(left, b.charAt(at)));
}

function placesOverlap(a: string, b: string): boolean {
  return a === b || (a === '#' && isDigit(b)) || (b === '#' && isDigit(a));
}

/** The letters a pattern begins with: `SB` of `SB#####`, `M` of `M444-#####`. */
export function leadingLettersOf(pattern: string): string {
  return /^[A-Z]*/.exec(pattern)?.[0] ?? '';
}

/** The source of a regular expression for codes of this pattern, not anchored. */
export function patternSource(pattern: string): string {
  return [...pattern].map((place) => (place === '#' ? '[0-9]' : place)).join('');
}

export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1;
}
