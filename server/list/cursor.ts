import { CodedError } from '../http/problem.ts';
import { type Place, TIERS } from './search.ts';

/** A place in a list as clients pass it back; nobody but this server reads it. */
export function writeCursor(list: string, place: Place | null): string | null {
  if (place === null) return null;
  const values = [list, place.tier ?? 'all', ...(place.key ?? [])];
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

const INTEGER_MAX = 2_147_483_647;

/** What each part of a sort key must be, so that the database can compare with it. */
const PARTS = {
  instant: isInstant,
  code: (text: string) => /^[\x20-\x7e]{1,64}$/.test(text),
  day: (text: string) => isInstant(`${text}T00:00:00Z`),
  text: (text: string) => text.length <= 500 && !text.includes('\0'),
  integer: (text: string) => /^\d{1,10}$/.test(text) && Number(text) <= INTEGER_MAX,
  /** Of what is never over; a number of ours holds no more digits exactly. */
  bigint: (text: string) => /^\d{1,15}$/.test(text),
};
export type KeyPart = keyof typeof PARTS;

/**
 * @param list the list and its order; a cursor of another one is refused.
 * @returns null without a cursor: the list begins.
 * @throws {CodedError} bad_cursor
 */
export function readCursor(
  list: string,
  parts: readonly KeyPart[],
  cursor: string | undefined,
): Place | null {
  if (cursor === undefined) return null;
  const [name, tierName, ...key] = parse(cursor);
  const tier = TIERS.find((one) => one === tierName) ?? null;
  const isOfList = name === list && (tier !== null || tierName === 'all');
  const isKey =
    key.length === parts.length && parts.every((part, at) => PARTS[part](key[at] ?? ''));
  if (isOfList && isKey) return { tier, key };
  throw new CodedError('bad_cursor', 'The cursor is not one of this list in this order');
}

function parse(cursor: string): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(values) ? values.map(String) : [];
  } catch {
    return [];
  }
}

function isInstant(text: string): boolean {
  // The calendar of the database has no year 0.
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/.test(text)) return false;
  const time = Date.parse(text);
  // The engine takes the 31st of February for a day in March; the database does not take it.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
}
