import { makeParameters, type Parameters } from '../db/parameters.ts';
import type { Period } from '../list/period.ts';
import type { Place } from '../list/search.ts';

/** What of the ledger is asked for, in the database's terms. */
export interface LedgerFilters {
  readonly code: string | undefined;
  readonly station: string | undefined;
  readonly outcome: string | undefined;
  readonly period: Period;
  /** Whose scans, and of which areas (0: of none); null for everybody's and of all. */
  readonly people: {
    readonly userIds: readonly number[];
    readonly areaIds: readonly number[];
  } | null;
}

export interface LedgerRow {
  seq: number;
  id: string;
  received_at: string;
  scanned_at: string;
  user_id: number;
  action: string;
  outcome: string;
  code: string | null;
  raw: string | null;
  parent_code: string | null;
  bill_code: string | null;
  station: string | null;
  reason: string | null;
}

const LEDGER_COLUMNS = `seq, id, received_at, scanned_at, user_id, action, outcome, code, raw,
  coalesce(parent_code, other_parent_code) as parent_code,
  coalesce(bill_code, other_bill_code) as bill_code, station, reason`;

const NEWEST_FIRST = 'order by received_at desc, seq desc';

/**
 * The next rows of the ledger, newest first. A code, a station or a rare outcome leads to few of
 * them at once; people and areas are walked pair by pair and merged.
 */
export function ledgerText(filters: LedgerFilters, place: Place, rowsMax: number) {
  const { code, station, outcome, people } = filters;
  const parameters = makeParameters();
  const { add, values } = parameters;
  const conditions = conditionsOf(filters, parameters);
  if (place.key !== null) {
    const [receivedAt, seq] = place.key;
    conditions.push(`(received_at, seq) < (${add(receivedAt)}, ${add(seq)})`);
  }
  const limit = `limit ${add(rowsMax)}`;
  const walk = (more: readonly string[]) => {
    const all = [...conditions, ...more];
    const where = all.length === 0 ? '' : `where ${all.join(' and ')}`;
    return `select ${LEDGER_COLUMNS} from scan ${where} ${NEWEST_FIRST} ${limit}`;
  };
  if (people === null) return { text: walk([]), values };
  const users = `${add(people.userIds)}::int[]`;
  const areas = `${add(people.areaIds)}::smallint[]`;
  const area = 'coalesce(area_id, 0::smallint)';
  if (code !== undefined || station !== undefined || isRare(outcome)) {
    return { text: walk([`user_id = any(${users})`, `${area} = any(${areas})`]), values };
  }
  const pair = walk(['user_id = wanted_user', `${area} = wanted_area`]);
  const text = `select found.*
    from unnest(${users}) as wanted_user, unnest(${areas}) as wanted_area,
      lateral (${pair}) found ${NEWEST_FIRST} ${limit}`;
  return { text, values };
}

/** All of the ledger that matches, newest first. */
export function wholeLedgerText(filters: LedgerFilters) {
  const parameters = makeParameters();
  const { add, values } = parameters;
  const conditions = conditionsOf(filters, parameters);
  if (filters.people !== null) {
    conditions.push(
      `user_id = any(${add(filters.people.userIds)}::int[])`,
      `coalesce(area_id, 0::smallint) = any(${add(filters.people.areaIds)}::smallint[])`,
    );
  }
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  return { text: `select ${LEDGER_COLUMNS} from scan ${where} ${NEWEST_FIRST}`, values };
}

/** For filters that nothing can match. */
export function noLedgerText() {
  return { text: `select ${LEDGER_COLUMNS} from scan where false`, values: [] };
}

function conditionsOf(filters: LedgerFilters, { add }: Parameters): string[] {
  const { code, station, outcome, period } = filters;
  const conditions: string[] = [];
  // Said in words, as a plan for any outcome cannot know that its index has this one.
  if (isRare(outcome)) conditions.push(`outcome <> '${COMMON_OUTCOME}'`);
  if (code !== undefined) conditions.push(`code = ${add(code)}`);
  if (station !== undefined) conditions.push(`station = ${add(station)}`);
  if (outcome !== undefined) conditions.push(`outcome = ${add(outcome)}`);
  if (period.from !== null) conditions.push(`received_at >= ${add(period.from)}`);
  if (period.to !== null) conditions.push(`received_at < ${add(period.to)}`);
  return conditions;
}

/** All others have an index (0002-lists.sql). */
const COMMON_OUTCOME = 'packed';

function isRare(outcome: string | undefined): boolean {
  return outcome !== undefined && outcome !== COMMON_OUTCOME;
}
