/**
 * What differs between two states of a thing, for the audit.
 * @returns null when nothing does.
 */
export function diffOf(
  before: object,
  after: object,
): { readonly before: object; readonly after: object } | null {
  const old = new Map(Object.entries(before));
  const changed = Object.entries(after).filter(([name, value]) => old.get(name) !== value);
  if (changed.length === 0) return null;
  return {
    before: Object.fromEntries(changed.map(([name]) => [name, old.get(name)])),
    after: Object.fromEntries(changed),
  };
}
