import { parseBillCode } from '#domain/bill.ts';
import { type CodeRules, parseCode } from '#domain/code.ts';
import type { Ask, Wish } from './ask.ts';
import { findKnownBags, findKnownBills } from './work.sql.ts';
import type { Work } from './work.ts';

/** Why a row is refused by an import that refuses known codes; null when it is not. */
export type FindKnown = (ask: Ask) => string | null;

/**
 * For `existing=refuse`: bags and bills that were known before the import. A bill's row refuses its
 * parents with it; parents themselves must be known to be billed.
 */
export async function findKnown(
  { deps, record }: Work,
  asks: readonly Ask[],
  rules: CodeRules,
): Promise<FindKnown> {
  if (!record.refuses_known) return () => null;
  const named = asks.map(({ code, wish }) => namesOf(code, wish, rules));
  const { created_by, created_at } = record;
  const know = async (statement: typeof findKnownBags, codes: readonly string[]) => {
    if (codes.length === 0) return new Set<string>();
    const rows = await deps.db.run(statement, [codes, created_by, created_at]);
    return new Set(rows.map(({ code }) => code));
  };
  const bags = await know(findKnownBags, [...new Set(named.flatMap((names) => names.bags))]);
  const bills = await know(findKnownBills, [...new Set(named.flatMap((names) => names.bills))]);
  return ({ code, wish }) => {
    const names = namesOf(code, wish, rules);
    const known =
      names.bags.find((name) => bags.has(name)) ?? names.bills.find((name) => bills.has(name));
    return known === undefined ? null : `${known} is known already, and known codes are refused`;
  };
}

function namesOf(code: string, wish: Wish, rules: CodeRules) {
  const bag = (raw: string): string[] => {
    const parsed = parseCode(raw, rules);
    return parsed.kind === 'malformed' ? [] : [parsed.code];
  };
  const bill = (raw: string): string[] => {
    const parsed = parseBillCode(raw);
    return parsed === null ? [] : [parsed];
  };
  switch (wish.action) {
    case 'open':
    case 'register':
      return { bags: bag(code), bills: [] };
    case 'pack':
      return { bags: [...bag(code), ...bag(wish.into ?? '')], bills: [] };
    case 'bill':
      return { bags: [], bills: bill(wish.into ?? '') };
    case 'make_bill':
      return { bags: [], bills: bill(code) };
    case 'none':
      return { bags: [], bills: [] };
  }
}
