import type { Bill } from '#contract/bill.ts';
import type { ScanResult } from '#contract/scan.ts';
import type { Learn } from '../../offline/answer.ts';
import type { Desk, Knowledge, KnownParent, ScanRow } from '../../offline/rows.ts';
import { offerOf } from './after.ts';

/** Enough for a day's part-full bags; it is written with every answer. */
const PARENTS_MAX = 60;
const BILLS_MAX = 10;

/** What the server's answer to one scan teaches the device. */
export const learn: Learn = ({ knowledge, desk }, row, result) => ({
  knowledge: knowledgeAfter(knowledge, result),
  desk: deskAfter(desk, row, result),
});

const IN_SHOWN_PARENT = new Set<string>([
  'packed',
  'packed_full',
  'moved',
  'moved_full',
  'already_here',
  'in_other_parent',
] satisfies ScanResult['outcome'][]);
const IN_NO_PARENT = new Set<string>(['unpacked', 'not_packed'] satisfies ScanResult['outcome'][]);

export function knowledgeAfter(before: Knowledge, result: ScanResult): Knowledge {
  const { outcome, bag, parent, bill } = result;
  let parents = before.parents;
  if (bag?.kind === 'child' && parent !== null && IN_SHOWN_PARENT.has(outcome)) {
    parents = without(parents, bag.code, parent.code);
    parents = latest(parents, summaryOf(parents, parent, [bag.code]));
  } else if (bag?.kind === 'child' && IN_NO_PARENT.has(outcome)) {
    parents = without(parents, bag.code, parent?.code ?? null);
    if (parent !== null) parents = latest(parents, summaryOf(parents, parent, []));
  } else if (parent !== null) {
    parents = latest(parents, summaryOf(parents, parent, []));
  }
  const bills = bill === null ? before.bills : latest(before.bills, bill);
  return {
    ...before,
    parents: parents.slice(-PARENTS_MAX),
    bills: bills.slice(-BILLS_MAX),
  };
}

function summaryOf(
  parents: readonly KnownParent[],
  { code, childCount, capacity, status, bill }: NonNullable<ScanResult['parent']>,
  added: readonly string[],
): KnownParent {
  const known = parents.find((parent) => parent.code === code)?.children ?? [];
  const children = [...new Set([...known, ...added])];
  return { code, childCount, capacity, isSealed: status === 'sealed', bill, children };
}

/**
 * Takes a child out of where it was known to be. Of the parent that the answer is about the count
 * comes with the answer; of another one it is one less.
 */
function without(
  parents: readonly KnownParent[],
  child: string,
  answered: string | null,
): readonly KnownParent[] {
  return parents.map((parent) => {
    if (!parent.children.includes(child)) return parent;
    const children = parent.children.filter((code) => code !== child);
    if (parent.code === answered) return { ...parent, children };
    return { ...parent, children, childCount: Math.max(0, parent.childCount - 1) };
  });
}

function latest<One extends { readonly code: string }>(all: readonly One[], one: One): One[] {
  return [...all.filter(({ code }) => code !== one.code), one];
}

/** What asking the server for a parent's children has told. */
export function withChildren(
  before: Knowledge,
  code: string,
  children: readonly string[],
): Knowledge {
  const known = before.parents.find((parent) => parent.code === code);
  if (known === undefined) return before;
  const others = before.parents.map((parent) =>
    parent.code === code
      ? parent
      : { ...parent, children: parent.children.filter((child) => !children.includes(child)) },
  );
  const parents = latest(others, { ...known, childCount: children.length, children });
  return { ...before, parents };
}

/** What asking the server for a bill has told. */
export function withBill(before: Knowledge, { parents, ...bill }: Bill): Knowledge {
  const { code, status, target, parentCount } = bill;
  const known = parents.reduce<readonly KnownParent[]>(
    (all, parent) => latest(all, summaryOf(all, { ...parent, bill: code }, [])),
    before.parents,
  );
  return {
    ...before,
    parents: known.slice(-PARENTS_MAX),
    bills: latest(before.bills, { code, status, target, parentCount }).slice(-BILLS_MAX),
  };
}

/** The same object where the answer changes nothing on the desk. */
function deskAfter(desk: Desk, row: ScanRow, result: ScanResult): Desk {
  const { outcome, parent } = result;
  const { intent, told } = row;
  if (outcome === 'in_other_parent' && intent.action === 'pack' && parent !== null) {
    if (told.outcome === outcome || intent.parent !== desk.parent) return desk;
    return { ...desk, offer: offerOf(intent, result.bag?.code ?? intent.code, parent.code) };
  }
  const isFull = outcome === 'packed_full' || outcome === 'moved_full';
  const wasTold = told.outcome === 'packed_full' || told.outcome === 'moved_full';
  if (isFull && !wasTold && parent?.code === desk.parent) {
    return { ...desk, parent: null, offer: null };
  }
  const isOpen = intent.action === 'open' && result.bag?.code === desk.parent;
  if (isOpen && result.tone === 'error') return { ...desk, parent: null, offer: null };
  return desk;
}
