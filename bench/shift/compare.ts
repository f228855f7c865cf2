import { makeCodeRules, parseCode } from '#domain/code.ts';
import type { Device } from './device.ts';
import type { PackingBatch } from './sheets.ts';

/** What must be there when the day is over. */
export interface ExpectedDay {
  readonly parents: number;
  readonly children: number;
  readonly bills: readonly ExpectedBill[];
}

interface ExpectedBill {
  readonly code: string;
  readonly parents: number;
  readonly children: number;
  readonly expectedWeightKg: number;
}

interface BillAnswer {
  readonly parentCount: number;
  readonly childCount: number;
  readonly expectedWeightKg: number;
}

interface StatsAnswer {
  readonly statistics: { readonly total_parent_bags: number; readonly total_child_bags: number };
}

/** Every difference between what the server answers and what the sheets and the day demand. */
export async function differencesOf(
  admin: Device,
  packing: readonly PackingBatch[],
  expected: ExpectedDay,
): Promise<string[]> {
  const differences: string[] = [];
  const compare = (what: string, is: unknown, should: unknown) => {
    if (is !== should) differences.push(`${what}: ${is}, not ${should}`);
  };
  const { statistics } = await admin.call<StatsAnswer>('GET', '/api/v2/stats');
  compare('parents', statistics.total_parent_bags, expected.parents);
  compare('children', statistics.total_child_bags, expected.children);
  for (const { parent, children } of packing) {
    const path = `/api/v2/bags/${encodeURIComponent(parent)}/children`;
    const { items } = await admin.call<{ items: { code: string }[] }>('GET', path);
    const codes = items.map(({ code }) => code).sort();
    compare(parent, codes.join(' '), children.map(codeOf).sort().join(' '));
  }
  for (const bill of expected.bills) {
    const path = `/api/v2/bills/${encodeURIComponent(bill.code)}`;
    const answer = await admin.call<BillAnswer>('GET', path);
    compare(`${bill.code} parents`, answer.parentCount, bill.parents);
    compare(`${bill.code} children`, answer.childCount, bill.children);
    compare(`${bill.code} expected kg`, answer.expectedWeightKg, bill.expectedWeightKg);
  }
  return differences;
}

const NO_PRODUCTS = makeCodeRules({ products: [], childPattern: null });

function codeOf(label: string): string {
  const parsed = parseCode(label, NO_PRODUCTS);
  return parsed.kind === 'malformed' ? label : parsed.code;
}
