import type { Parameters } from '../db/parameters.ts';

/**
 * How a search matches a code. A list with a search shows first what matches wholly, then what
 * begins with it, then what holds it anywhere else.
 */
export const TIERS = ['whole', 'beginning', 'anywhere'] as const;
export type Tier = (typeof TIERS)[number];

export interface Search {
  /** In the form in which codes are stored. */
  readonly text: string;
  readonly tiers: readonly Tier[];
}

const ANYWHERE_LENGTH_MIN = 3;

/** @param text in the form in which codes are stored. @returns null for none: all is listed. */
export function searchOf(text: string): Search | null {
  if (text === '') return null;
  // No code has other characters: such a text is nowhere.
  if (!/^[\x20-\x7e]+$/.test(text)) return { text, tiers: [] };
  return { text, tiers: text.length < ANYWHERE_LENGTH_MIN ? TIERS.slice(0, 2) : TIERS };
}

/** The end of the codes that begin with a text: no code has a character as high as `~`. */
export function endOfBeginning(text: string): string {
  return `${text}~`;
}

/** A LIKE pattern for texts that hold this one: its own wildcards stand for themselves. */
export function anywherePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/** Conditions for all that a search finds, in whichever tier. */
export function matchingAnyTier(
  column: string,
  { text, tiers }: Search,
  { add }: Parameters,
): string[] {
  if (tiers.length === 0) return ['false'];
  if (!tiers.includes('anywhere')) {
    return [`${column} >= ${add(text)} and ${column} < ${add(endOfBeginning(text))}`];
  }
  return [
    `code_parts(${column}) @> code_parts(${add(text)})`,
    `${column} like ${add(anywherePattern(text))}`,
  ];
}

/** The place after an item of a list, in the tier that the item was found in. */
export interface Place {
  readonly tier: Tier | null;
  readonly key: readonly string[] | null;
}

/**
 * One page of a list with or without a search: from `place` on to the end of its tier, then the
 * next tiers, until there are enough.
 * @param read up to so many rows after the place, in the list's order.
 * @returns the rows, and the place of the last one when there is more.
 */
export async function readPage<Row>(
  search: Search | null,
  start: Place | null,
  limit: number,
  read: (place: Place, rowsMax: number) => Promise<Row[]>,
  keyOf: (row: Row) => readonly string[],
): Promise<{ readonly rows: Row[]; readonly next: Place | null }> {
  const tiers: readonly (Tier | null)[] = search === null ? [null] : search.tiers;
  const found: { readonly tier: Tier | null; readonly row: Row }[] = [];
  const first = start === null ? 0 : tiers.indexOf(start.tier);
  for (const tier of first === -1 ? [] : tiers.slice(first)) {
    // One more than is shown, to know whether there is more.
    const missing = limit + 1 - found.length;
    if (missing === 0) break;
    const key = tier === start?.tier ? start.key : null;
    for (const row of await read({ tier, key }, missing)) found.push({ tier, row });
  }
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return {
    rows: rows.map(({ row }) => row),
    next: last === undefined ? null : { tier: last.tier, key: keyOf(last.row) },
  };
}
