import type { Static } from 'typebox';
import type { Bag, listBags as endpoint } from '#contract/bag.ts';
import { cleanText, parseCode, withoutChildPattern } from '#domain/code.ts';
import { PARENT_STATUSES } from '#domain/outcome.ts';
import { type Actor, areaLimit } from '#domain/permission.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { periodOf } from '../list/period.ts';
import { type Place, readPage, searchOf } from '../list/search.ts';
import { bagOf } from './answer.ts';
import { findBags } from './bag.sql.ts';
import {
  type BagFilters,
  countShelves,
  isServedByOrder,
  type ListedRow,
  type Shelves,
  searchText,
  shortWalkText,
  type WalkedRow,
  walkText,
} from './list-text.ts';

type Query = Static<typeof endpoint.query>;

/**
 * A page of the bags that this person may list: a dispatcher those of the own area and of none.
 * @throws {CodedError} bad_cursor
 */
export async function listBags(
  { lists, catalogue }: Deps,
  person: Actor,
  query: Query,
): Promise<{ items: Bag[]; nextCursor: string | null }> {
  const names = catalogue.current;
  const filters = filtersOf(query, person, names);
  const list = `bags ${filters.sort}`;
  const page = await readPage(
    filters.search,
    readCursor(list, ['instant', 'code'], query.cursor),
    query.limit,
    (place, rowsMax) => findPlaces(lists, filters, place, rowsMax),
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

/** As the contract's query, for the export as well. */
export function filtersOf(query: Query, person: Actor, names: CatalogueSnapshot): BagFilters {
  const search = searchOf(searchedTextOf(query.q ?? '', names));
  const sort = query.sort ?? (search === null ? '-createdAt' : 'code');
  const billed = flagOf(query.billed);
  const shelves = shelvesOf(query, person, names);
  const hasPacked = shelves.child.isLoose.includes(false);
  const isParentBilled = hasPacked ? billed : undefined;
  return { sort, shelves, isParentBilled, period: periodOf(query), search };
}

/** The code of a label or another whole code; else the text as codes are written. */
function searchedTextOf(q: string, { codes }: CatalogueSnapshot): string {
  const parsed = parseCode(q, withoutChildPattern(codes));
  return parsed.kind === 'malformed' ? cleanText(q).toUpperCase() : parsed.code;
}

function shelvesOf(query: Query, person: Actor, names: CatalogueSnapshot): Shelves {
  const { kind, status, product } = query;
  const billed = flagOf(query.billed);
  const packed = flagOf(query.packed);
  const ofParents = kind !== 'child' && packed === undefined;
  const isOfBoth = status === undefined || status === 'void';
  const ofChildren = kind !== 'parent' && product === undefined && isOfBoth;
  const products = names.products.filter(
    ({ name }) => product === undefined || name.toLowerCase() === product.toLowerCase(),
  );
  return {
    areas: areasOf(query, person, names),
    parent: {
      products: ofParents ? products.map(({ id }) => id) : [],
      statuses: status === undefined ? PARENT_STATUSES : [status],
      isLoose: [true, false].filter((isLoose) => billed === undefined || billed === !isLoose),
    },
    child: {
      statuses: !ofChildren ? [] : status === 'void' ? ['void'] : [null],
      // A loose child is on no bill; of a packed one its parent says.
      isLoose: [true, false].filter(
        (isLoose) => (packed ?? !isLoose) === !isLoose && !(billed === true && isLoose),
      ),
    },
  };
}

const NO_AREA = 0;

function areasOf({ area }: Query, person: Actor, names: CatalogueSnapshot): number[] {
  const named = area === undefined ? undefined : names.areaIdByName.get(area.toLowerCase());
  const wanted = area === undefined ? [NO_AREA, ...names.areaNameById.keys()] : [named ?? -1];
  const limit = areaLimit(person);
  return wanted.filter((id) => limit === null || id === NO_AREA || id === limit);
}

function flagOf(text: 'true' | 'false' | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'true';
}

/** How many bags a walk looks at, over all shelves, before the filters are called rare. */
const WALK_BAGS_MAX = 30_000;

/**
 * The next codes of the list. Where its order serves all filters, the shelves are walked. Else they
 * are walked for a while, which finds what is common; what is rare is then few enough to be found
 * by another index and sorted.
 */
async function findPlaces(
  db: Queryable,
  filters: BagFilters,
  place: Place,
  rowsMax: number,
): Promise<ListedRow[]> {
  const shelves = countShelves(filters.shelves);
  if (shelves === 0) return [];
  const run = <Row extends ListedRow>({ text, values }: ReturnType<typeof walkText>) =>
    db.runText<Row>(text, values);
  if (isServedByOrder(filters, place)) return run(walkText(filters, place, rowsMax));
  const shelfBagsMax = Math.max(2 * rowsMax, Math.floor(WALK_BAGS_MAX / shelves));
  const walked = await run<WalkedRow>(shortWalkText(filters, place, rowsMax, shelfBagsMax));
  const end = walked.findIndex((row) => row.is_end);
  const hits = (end === -1 ? walked : walked.slice(0, end + 1)).filter((row) => row.is_hit);
  if (end === -1 || hits.length === rowsMax) return hits;
  return run(searchText(filters, place, rowsMax));
}
