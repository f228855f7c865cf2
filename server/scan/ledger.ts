import type { Static } from 'typebox';
import type { listScans as endpoint, LedgerEntry } from '#contract/scan.ts';
import { parseCode, withoutChildPattern } from '#domain/code.ts';
import { isOutcome, toneOf } from '#domain/outcome.ts';
import { type Actor, areaLimit } from '#domain/permission.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { Deps } from '../deps.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { periodOf } from '../list/period.ts';
import { readPage } from '../list/search.ts';
import { type LedgerFilters, type LedgerRow, ledgerText } from './ledger.sql.ts';

type Query = Static<typeof endpoint.query>;

const LIST = 'scans';

/**
 * A page of the ledger, newest first by the server's clock. A dispatcher sees the scans of the own
 * area and of none.
 * @throws {CodedError} bad_cursor
 */
export async function listScans(
  { lists, catalogue, config }: Deps,
  person: Actor,
  query: Query,
): Promise<{ items: LedgerEntry[]; nextCursor: string | null }> {
  const names = catalogue.current;
  const start = readCursor(LIST, ['instant', 'bigint'], query.cursor);
  const filters = filtersOf(query, person, names, config.timeZone);
  if (filters === null) return { items: [], nextCursor: null };
  const page = await readPage<LedgerRow>(
    null,
    start,
    query.limit,
    (place, rowsMax) => {
      const { text, values } = ledgerText(filters, place, rowsMax);
      return lists.runText(text, values);
    },
    ({ received_at, seq }) => [received_at, String(seq)],
  );
  return {
    items: page.rows.map((row) => entryOf(row, names)),
    nextCursor: writeCursor(LIST, page.next),
  };
}

/** @returns null where nothing can match: a code that is malformed, a user that is not there. */
export function filtersOf(
  query: Omit<Query, 'limit'>,
  person: Actor,
  names: CatalogueSnapshot,
  timeZone: string,
): LedgerFilters | null {
  const { station, outcome } = query;
  const parsed =
    query.code === undefined ? undefined : parseCode(query.code, withoutChildPattern(names.codes));
  const people = peopleOf(query.user, person, names);
  if (parsed?.kind === 'malformed' || people?.userIds.length === 0) return null;
  return { code: parsed?.code, station, outcome, period: periodOf(query, timeZone), people };
}

const NO_AREA = 0;

function peopleOf(
  username: string | undefined,
  person: Actor,
  { usernameById, areaNameById }: CatalogueSnapshot,
): LedgerFilters['people'] {
  const limit = areaLimit(person);
  if (username === undefined && limit === null) return null;
  const wanted = username?.toLowerCase();
  const userIds = [...usernameById.keys()].filter(
    (id) => wanted === undefined || usernameById.get(id)?.toLowerCase() === wanted,
  );
  return {
    userIds,
    areaIds: limit === null ? [NO_AREA, ...areaNameById.keys()] : [NO_AREA, limit],
  };
}

/** A scan as everybody is shown it. */
export function entryOf(row: LedgerRow, { usernameById }: CatalogueSnapshot): LedgerEntry {
  const { id, action, outcome, code, station, reason } = row;
  if (!isOutcome(outcome)) throw new Error(`the ledger has the unknown outcome ${outcome}`);
  return {
    id,
    receivedAt: row.received_at,
    scannedAt: row.scanned_at,
    action,
    outcome,
    tone: toneOf(outcome, action),
    code,
    // Kept only where it tells more than the normal form.
    raw: row.raw ?? code ?? '',
    parent: row.parent_code,
    bill: row.bill_code,
    by: usernameById.get(row.user_id) ?? '',
    station,
    reason,
  };
}
