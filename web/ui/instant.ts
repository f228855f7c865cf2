/**
 * Which of two instants is the earlier, as a sort wants it. The server writes no zeros at the end
 * of a second, so that `10:00:00Z` as a text would come after `10:00:00.5Z`: what is behind the
 * digits is left out.
 */
export function compareInstants(a: string, b: string): number {
  const [left, right] = [a.slice(0, -1), b.slice(0, -1)];
  return left < right ? -1 : Number(left > right);
}
