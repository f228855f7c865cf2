import type { Static } from 'typebox';
import type { BillSummary, listBills as endpoint } from '#contract/bill.ts';
import { cleanText } from '#domain/code.ts';
import { makeParameters, type Parameters } from '../db/parameters.ts';
import type { Deps } from '../deps.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { type Period, periodOf } from '../list/period.ts';
import {
  anywherePattern,
  endOfBeginning,
  matchingAnyTier,
  type Place,
  readPage,
  type Search,
  searchOf,
} from '../list/search.ts';
import { billSummaryOf } from './answer.ts';
import { LISTED_COLUMNS, type ListedBillRow } from './bill.sql.ts';

type Query = Static<typeof endpoint.query>;

/** What of a page's query the statement needs, in the database's terms. */
interface Filters {
  readonly status: Query['status'];
  readonly dealer: string | undefined;
  readonly period: Period;
  /** A user's number; 0, which nobody has, for a name that nobody has. */
  readonly createdBy: number | undefined;
  readonly search: Search | null;
}

const LIST = 'bills';

/**
 * A page of all bills, newest first: everybody may see every bill.
 * @throws {CodedError} bad_cursor
 */
export async function listBills(
  { lists, catalogue, config }: Deps,
  query: Query,
): Promise<{ items: BillSummary[]; nextCursor: string | null }> {
  const { usernameById } = catalogue.current;
  const filters = filtersOf(query, usernameById, config.timeZone);
  const page = await readPage<ListedBillRow>(
    filters.search,
    readCursor(LIST, ['instant', 'code'], query.cursor),
    query.limit,
    (place, rowsMax) => {
      const { text, values } = textOf(filters, place, rowsMax);
      return lists.runText(text, values);
    },
    ({ createdAt, code }) => [createdAt, code],
  );
  return {
    items: page.rows.map((row) => billSummaryOf(row, usernameById)),
    nextCursor: writeCursor(LIST, page.next),
  };
}

/** All bills that match, newest first. */
export function wholeListText(
  query: Omit<Query, 'limit'>,
  usernameById: ReadonlyMap<number, string>,
  timeZone: string,
) {
  const parameters = makeParameters();
  const filters = filtersOf(query, usernameById, timeZone);
  const conditions = conditionsOf(filters, parameters);
  if (filters.search !== null) {
    conditions.push(...matchingAnyTier('code', filters.search, parameters));
  }
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  return {
    text: `select ${LISTED_COLUMNS} from bill ${where} ${NEWEST_FIRST}`,
    values: parameters.values,
  };
}

function filtersOf(
  query: Omit<Query, 'limit'>,
  usernameById: ReadonlyMap<number, string>,
  timeZone: string,
): Filters {
  const { createdBy } = query;
  return {
    status: query.status,
    dealer: query.dealer,
    period: periodOf(query, timeZone),
    createdBy: createdBy === undefined ? undefined : numberOf(createdBy, usernameById),
    search: searchOf(cleanText(query.q ?? '').toUpperCase()),
  };
}

function numberOf(username: string, usernameById: ReadonlyMap<number, string>): number {
  const wanted = username.toLowerCase();
  for (const [id, name] of usernameById) if (name.toLowerCase() === wanted) return id;
  return 0;
}

function textOf(filters: Filters, place: Place, rowsMax: number) {
  const parameters = makeParameters();
  const { add } = parameters;
  const { search } = filters;
  const conditions = search === null ? [] : matching(search, place, parameters);
  conditions.push(...conditionsOf(filters, parameters));
  if (place.key !== null) {
    const [createdAt, code] = place.key;
    conditions.push(`(created_at, code) < (${add(createdAt)}, ${add(code)})`);
  }
  const text = `select ${LISTED_COLUMNS} from bill
    ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
    ${NEWEST_FIRST} limit ${add(rowsMax)}`;
  return { text, values: parameters.values };
}

/** Of all that PostgreSQL stores; no name has it. */
const LAST_CHARACTER = '\u{10ffff}';

const NEWEST_FIRST = 'order by created_at desc, code desc';

function conditionsOf(filters: Filters, { add }: Parameters): string[] {
  const { status, dealer, period, createdBy } = filters;
  const conditions: string[] = [];
  if (status !== undefined) conditions.push(`status = ${add(status)}`);
  if (dealer !== undefined) {
    const beginning = dealer.toLowerCase();
    // As a range, because a plan for any pattern could not use the index.
    conditions.push(`lower(dealer) ~>=~ ${add(beginning)}`);
    conditions.push(`lower(dealer) ~<~ ${add(`${beginning}${LAST_CHARACTER}`)}`);
  }
  if (period.from !== null) conditions.push(`created_at >= ${add(period.from)}`);
  if (period.to !== null) conditions.push(`created_at < ${add(period.to)}`);
  if (createdBy !== undefined) conditions.push(`created_by = ${add(createdBy)}`);
  return conditions;
}

function matching({ text }: Search, { tier }: Place, { add }: Parameters): string[] {
  if (tier === 'whole') return [`code = ${add(text)}`];
  const isBeginning = `code >= ${add(text)} and code < ${add(endOfBeginning(text))}`;
  if (tier === 'beginning') return [`code <> ${add(text)}`, isBeginning];
  return [
    `code_parts(code) @> code_parts(${add(text)})`,
    `code like ${add(anywherePattern(text))}`,
    `not (${isBeginning})`,
  ];
}
