import { decide } from '#domain/scan/decide.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import type { Bag, Bill, State } from '#domain/scan/state.ts';
import { type AddedBillFate, findBillFates } from '../bill/bill.ts';
import { load, withProduct } from '../scan/load.ts';
import type { Recorder } from './recorder.ts';
import { findForeseen, foreseen, storeForeseen } from './work.sql.ts';
import type { Work } from './work.ts';

/**
 * The recorder of a dry run: the same rules on the same rows, with nothing recorded. What bags and
 * bills would be after the rows so far is kept in a table of its own, so that a later row sees it
 * and memory does not grow with the file.
 */
export function makeForeseer(work: Work): Recorder {
  const { deps, record } = work;
  const read = async (keys: readonly string[]): Promise<Map<string, Bag | Bill>> => {
    const rows = await deps.db.run(findForeseen, [record.no, keys]);
    return new Map(rows.map(({ key, value }) => [key, value]));
  };
  const store = async (changed: readonly (readonly [string, Bag | Bill])[]): Promise<void> => {
    if (changed.length === 0) return;
    const rows = changed.map(([key, value]) => ({ key, value: JSON.stringify(value) }));
    await deps.db.run(storeForeseen, [...foreseen.arraysOf(rows), record.no]);
  };
  return {
    recordScans: async (requests) => {
      const before = await foreseenState(work, requests, read);
      const { decisions, after } = decide(before, requests);
      await store([
        ...changedIn(before.bags, after.bags, bagKey),
        ...changedIn(before.bills, after.bills, billKey),
      ]);
      return decisions.map((decision) => ({ decision, isNew: decision.isNew }));
    },
    recordBills: async (bills, tell) => {
      const fates = await findBillFates(deps.db, bills);
      const seen = await read(bills.map(({ code }) => billKey(code)));
      const made: (readonly [string, Bill])[] = [];
      const rows = bills.map((bill) => {
        const { code, input } = bill;
        const isSeen = seen.has(billKey(code)) || made.some(([key]) => key === billKey(code));
        const fate: AddedBillFate = fates.get(code) ?? (isSeen ? 'known' : 'made');
        const { target = 0 } = input;
        if (fate === 'made') {
          made.push([billKey(code), { code, status: 'new', target, parentCount: 0 }]);
        }
        return tell(bill, fate);
      });
      await store(made);
      return rows;
    },
  };
}

function bagKey(code: string): string {
  return `bag ${code}`;
}

function billKey(code: string): string {
  return `bill ${code}`;
}

function changedIn<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  keyOf: (code: string) => string,
): (readonly [string, T])[] {
  const changed = [...after].filter(([code, value]) => before.get(code) !== value);
  return changed.map(([code, value]) => [keyOf(code), value] as const);
}

type ReadForeseen = (keys: readonly string[]) => Promise<Map<string, Bag | Bill>>;

/** The state that the scans would meet: the database's, with what is foreseen laid over it. */
async function foreseenState(
  { deps }: Work,
  requests: readonly ScanRequest[],
  read: ReadForeseen,
): Promise<State> {
  const { productById } = deps.catalogue.current;
  // No scan of a dry run was recorded before.
  const { state } = await load(deps.db, productById, requests, { areNew: true });
  const bags = new Map(state.bags);
  const bills = new Map(state.bills);
  const lay = async (bagCodes: Iterable<string>, billCodes: Iterable<string>): Promise<void> => {
    const bagKeys = [...bagCodes].map(bagKey);
    const billKeys = [...billCodes].map(billKey);
    if (bagKeys.length + billKeys.length === 0) return;
    for (const value of (await read([...bagKeys, ...billKeys])).values()) {
      if ('kind' in value) bags.set(value.code, withProduct(value, productById));
      else bills.set(value.code, value);
    }
  };
  await lay(namedBags(requests), namedBills(requests));
  // Where foreseen children lie, and the bills that their parents are on.
  const parents = [...bags.values()].flatMap((bag) =>
    bag.kind === 'child' && bag.parentCode !== null ? [bag.parentCode] : [],
  );
  await lay(new Set(parents), []);
  const onBills = [...bags.values()].flatMap((bag) =>
    bag.kind === 'parent' && bag.billCode !== null ? [bag.billCode] : [],
  );
  await lay([], new Set(onBills));
  return { bags, bills, scans: new Map() };
}

function namedBags(requests: readonly ScanRequest[]): Set<string> {
  const texts = requests.flatMap(({ code, parent }) => [code, parent]);
  return new Set(
    texts.flatMap((text) => (text === null || text.kind === 'malformed' ? [] : [text.code])),
  );
}

function namedBills(requests: readonly ScanRequest[]): Set<string> {
  return new Set(requests.flatMap(({ billCode }) => (billCode === null ? [] : [billCode])));
}
