import { makeBagLookUp } from '../bag/look-up.ts';
import { billOf } from '../bill/answer.ts';
import { getBill } from '../bill/bill.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';

export interface Paper {
  readonly pdf: Buffer;
  /** In ASCII, without what file systems keep for themselves. */
  readonly filename: string;
}

/** A bill to print. @throws {CodedError} bill_unknown, overloaded */
export async function printBill(deps: Deps, rawCode: string): Promise<Paper> {
  const row = await getBill(deps, rawCode);
  const bill = billOf(row, deps.catalogue.current.usernameById);
  const pdf = await deps.printer.print({ kind: 'bill', bill, ...printedNow(deps) });
  return { pdf, filename: `bill-${bill.code.replaceAll('/', '-')}.pdf` };
}

/** Makes what prints packing slips: a parent with all that is in it. */
export function makeSlipPrinter(deps: Deps): (rawCode: string) => Promise<Paper> {
  const bags = makeBagLookUp(deps);
  return async (rawCode) => {
    const parent = await bags.getBag(rawCode);
    if (parent.kind !== 'parent') {
      throw new CodedError('not_possible', `${parent.code} is a packet: only parents have a slip`);
    }
    const children = await bags.listChildren(parent.code);
    const document = { kind: 'packing-slip', parent, children, ...printedNow(deps) } as const;
    return { pdf: await deps.printer.print(document), filename: `packing-${parent.code}.pdf` };
  };
}

/** When, and by whose clocks. */
export function printedNow({ config }: Deps): {
  readonly printedAt: string;
  readonly timeZone: string;
} {
  return { printedAt: new Date().toISOString(), timeZone: config.timeZone };
}
