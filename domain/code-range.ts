/** Codes that count up from a first one, as labels are printed. */

/**
 * So many codes from `first` on. A parent's code counts in the digits of its product's pattern, a
 * child's in the digits it ends with; leading zeros are kept.
 * @param first in normal form.
 * @param pattern the product's pattern that `first` matches; null for a child.
 * @returns null where there are not so many: no digits to count in, or too few of them.
 */
export function codesFrom(first: string, count: number, pattern: string | null): string[] | null {
  const places = pattern === null ? digitsAtEnd(first) : placesOf(pattern);
  if (places.length === 0) return null;
  // Twenty digits are more than a number holds.
  const start = BigInt(places.map((place) => first.charAt(place)).join(''));
  const last = start + BigInt(count - 1);
  if (last.toString().length > places.length) return null;
  return Array.from({ length: count }, (_, at) => {
    const digits = (start + BigInt(at)).toString().padStart(places.length, '0');
    const code = [...first];
    for (const [which, place] of places.entries()) code[place] = digits.charAt(which);
    return code.join('');
  });
}

function placesOf(pattern: string): number[] {
  return [...pattern].flatMap((character, place) => (character === '#' ? [place] : []));
}

function digitsAtEnd(code: string): number[] {
  const start = code.search(/[0-9]+$/);
  return start === -1 ? [] : Array.from({ length: code.length - start }, (_, at) => start + at);
}
