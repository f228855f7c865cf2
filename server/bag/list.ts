import type { Static } from 'typebox';
import type { Bag, listBags as endpoint } from '#contract/bag.ts';
import { cleanText, parseCode, withoutChildPattern } from '#domain/code.ts';
import type { Actor } from '#domain/permission.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { Deps } from '../deps.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { periodOf } from '../list/period.ts';
import { readPage, searchOf } from '../list/search.ts';
import { bagOf } from './answer.ts';
import { findBags } from './bag.sql.ts';
import { countLeaving, findPage, isShort } from './find-page.ts';
import { groupsOf } from './shelves.ts';

/**
 * A page of the bags that this person may list: a dispatcher those of the own area and of none.
 * @throws {CodedError} bad_cursor
 */
export async function listBags(
  { lists, catalogue, config }: Deps,
  person: Actor,
  query: Static<typeof endpoint.query>,
): Promise<{ items: Bag[]; nextCursor: string | null }> {
  const names = catalogue.current;
  const groups = await countLeaving(lists, groupsOf(query, person, names));
  const search = searchOf(searchedTextOf(query.q ?? '', names));
  const sort = query.sort ?? (search === null ? '-createdAt' : 'code');
  const period = periodOf(query, config.timeZone);
  const isPeriodShort = search !== null && (await isShort(lists, period));
  const order = { sort, search, period, isPeriodShort };
  const list = `bags ${sort}`;
  const page = await readPage(
    search,
    readCursor(list, ['instant', 'code'], query.cursor),
    query.limit,
    (place, rowsMax) => findPage(lists, groups, { ...order, place, rowsMax }),
    ({ created_at, code }) => [created_at, code],
  );
  const codes = page.rows.map(({ code }) => code);
  const rowByCode = new Map((await lists.run(findBags, [codes])).map((row) => [row.code, row]));
  return {
    items: codes.flatMap((code) => {
      const row = rowByCode.get(code);
      return row === undefined ? [] : [bagOf(row, names)];
    }),
    nextCursor: writeCursor(list, page.next),
  };
}

/** The code of a label or another whole code; else the text as codes are written. */
export function searchedTextOf(q: string, { codes }: CatalogueSnapshot): string {
  const parsed = parseCode(q, withoutChildPattern(codes));
  return parsed.kind === 'malformed' ? cleanText(q).toUpperCase() : parsed.code;
}
