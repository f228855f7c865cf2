import { codesText, partsText, recentText } from './code-text.ts';
import type { Finding } from './find-page.ts';
import type { ListedRow, PageOf, Text } from './list-text.ts';
import { countChildShelves, type Group, holdBilled } from './shelves.ts';

/** Each shelf takes a look of its own, and a walk ends at the first that has given its share. */
const FEW_SHELVES_MAX = 4;

/**
 * Whether to look through the codes of all shelves together. Few shelves are walked in less time,
 * and so are those of parents and of what is on no bill, which are few among all codes.
 */
export function liesTogether({ shelves }: Group, { place }: PageOf): boolean {
  if (place.tier !== 'anywhere' || !holdBilled(shelves)) return false;
  return countChildShelves(shelves) > FEW_SHELVES_MAX;
}

/**
 * Finds codes that hold a text somewhere. What many hold is soon found by looking through codes in
 * the list's order, in the same time among any number of them; the rest by the indexes of their
 * parts.
 */
export async function findAnywhere(
  { db, limits }: Finding,
  group: Group,
  page: PageOf,
): Promise<ListedRow[]> {
  const found: ListedRow[] = [];
  const find = async (textOf: (group: Group, rest: PageOf) => Text): Promise<boolean> => {
    const { text, values } = textOf(group, after(page, found));
    found.push(...(await db.runText<{ code: string; created_at: string }>(text, values)));
    return found.length === page.rowsMax;
  };
  const lookThrough = (codes: number) => find((...asked) => codesText(...asked, codes));
  // These come before all that the search index has reached.
  if (page.sort === '-createdAt' && (await find(recentText))) return found;
  if (page.search?.text.length === 3) {
    if (await lookThrough(limits.codes)) return found;
  } else {
    if (await lookThrough(limits.firstWalk)) return found;
    // So many would find the rest, if it goes on like this.
    const needed = Math.ceil((limits.firstWalk / found.length) * (page.rowsMax - found.length));
    if (needed <= limits.codes && (await lookThrough(needed))) return found;
  }
  await find(partsText);
  return found;
}

/** What is left of a page when these have been found. */
function after(page: PageOf, found: readonly ListedRow[]): PageOf {
  const last = found.at(-1);
  if (last === undefined) return page;
  const place = { ...page.place, key: [last.created_at, last.code] };
  return { ...page, place, rowsMax: page.rowsMax - found.length };
}
