import type { LightMyRequestResponse } from 'fastify';

const PAGES_MAX = 10_000;

/**
 * Walks a list from its first page to its last.
 * @param get asks for a page; its argument is to be added to the query, empty for the first page.
 */
export async function listAll<Item>(
  get: (cursor: string) => Promise<LightMyRequestResponse>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor = '';
  for (let page = 0; page < PAGES_MAX; page++) {
    const response = await get(cursor);
    if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${response.body}`);
    const { items: found, nextCursor } = response.json<{
      items: Item[];
      nextCursor: string | null;
    }>();
    items.push(...found);
    if (nextCursor === null) return items;
    cursor = `&cursor=${nextCursor}`;
  }
  throw new Error('the list has no end');
}
