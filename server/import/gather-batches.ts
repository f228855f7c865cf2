import { BILL_TARGET_MAX, parseBillCode } from '#domain/bill.ts';
import { type CodeRules, cleanText, holdsLabel, parseCode } from '#domain/code.ts';
import { type Cell, columnName, faultIn, isBlank, SheetFault, textOf } from '../sheet/sheet.ts';
import { type Ask, type AskLine, lineOf, type Wish } from './ask.ts';
import type { Gatherer } from './gather.ts';
import { type RowsWriter, withInto } from './rows-file.ts';

/** More rows that wait for the end of their batch go to the file without it. */
const HELD_MAX = 5_000;
/** More are no billing sheet, and would not fit into memory. */
const BILLS_MAX = 100_000;

/** A row as these sheets have them: column A a serial number, column B a code. */
interface Row {
  readonly serial: string;
  readonly text: string;
  /** Why column B has no text. */
  readonly fault: string | null;
  /** Whether something stands in A or B. */
  readonly isUsed: boolean;
}

/**
 * The factory's sheets: rows since the last end of a batch belong to the next one, on their sheet.
 * `packing` ends them with a parent, `billing` with a bill.
 */
export function gatherBatches(
  kind: 'packing' | 'billing',
  rules: CodeRules,
  writer: RowsWriter,
): Gatherer {
  const format = kind === 'packing' ? packing(rules) : billing(rules);
  const sheets: string[] = [];
  const late: (AskLine | null)[] = [];
  let at = 0;
  let held: Ask[] = [];
  let isLate = false;

  const hold = (ask: Ask): void => {
    held.push(ask);
    if (held.length < HELD_MAX) return;
    if (!isLate) late.push(null);
    isLate = true;
    writer.addLate(held, late.length - 1);
    held = [];
  };
  const endBatch = (ending: Ask | null): void => {
    const end = ending === null ? null : format.complete(ending, held, isLate);
    const into = end !== null && format.canTake(end) ? end : null;
    if (isLate) {
      writer.addLate(held, late.length - 1);
      if (into !== null) late[late.length - 1] = lineOf(into);
      else if (end !== null) writer.add([end]);
    } else {
      const items = held.map((ask) => withInto(ask, into?.code ?? null));
      writer.add(end === null ? items : [end, ...items]);
    }
    held = [];
    isLate = false;
  };
  return {
    onSheet: (name) => {
      if (sheets.length > 0) endBatch(null);
      sheets.push(name);
    },
    onRow: (row, cells) => {
      const read = readRow(cells);
      if (!read.isUsed && cells.every((cell) => typeof cell !== 'string' || isBlank(cell))) return;
      if (row === 1 && !format.isCode(read.text)) return;
      const role = format.roleOf(read);
      at++;
      const place = { at, sheet: sheets.length - 1, row, code: read.text };
      if (role === 'end') endBatch({ ...place, wish: format.ending(read) });
      else hold({ ...place, wish: format.itemWish(read, role) });
    },
    end: () => {
      endBatch(null);
      return { rows: at, sheets, late, targets: format.targets() };
    },
  };
}

function readRow(cells: readonly Cell[]): Row {
  const [a, b] = cells;
  const fault = faultIn(b);
  return {
    serial: cleanText(textOf(a)),
    text: textOf(b),
    fault: fault === null ? null : `${columnName(1)} ${fault}`,
    isUsed: !isBlank(a) || !isBlank(b),
  };
}

/** What tells packing from billing. */
interface Format {
  /** Whether the text can be no header: row 1 is one otherwise. */
  isCode(text: string): boolean;
  roleOf(row: Row): 'item' | 'end' | 'other';
  ending(row: Row): Wish;
  itemWish(row: Row, role: 'item' | 'other'): Wish;
  /** Whether the items before it can belong to it. */
  canTake(ending: Ask): boolean;
  /** The ending with what it takes from its items; `isLong` where not all of them are given. */
  complete(ending: Ask, items: readonly Ask[], isLong: boolean): Ask;
  targets(): Record<string, number>;
}

function packing(rules: CodeRules): Format {
  const isParent = (text: string) => parseCode(text, rules).kind === 'parent';
  return {
    isCode: (text) => holdsLabel(text) || isParent(text),
    roleOf: ({ serial, text, fault }) => {
      if (fault === null && holdsLabel(text)) return 'item';
      return /^parent\s*code/i.test(serial) || isParent(text) ? 'end' : 'other';
    },
    itemWish: ({ text, fault }, role) => {
      if (fault !== null) return refusal(fault);
      if (role === 'item') return { action: 'pack', into: null };
      return refusal(`neither a label nor a parent's code: ${shown(text)}`);
    },
    ending: ({ fault }) => (fault === null ? { action: 'open' } : refusal(fault)),
    canTake: ({ code, wish }) => wish.action === 'open' && isParent(code),
    complete: (ending) => ending,
    targets: () => ({}),
  };
}

function billing(rules: CodeRules): Format {
  const bills = new Map<string, { parents: number; batches: number }>();
  const isParent = (text: string) => parseCode(text, rules).kind === 'parent';
  const count = (code: string, parents: number): number => {
    const { parents: before = 0, batches = 0 } = bills.get(code) ?? {};
    if (batches === 0 && bills.size === BILLS_MAX) {
      throw new SheetFault(`The file names over ${BILLS_MAX} bills`);
    }
    bills.set(code, { parents: before + parents, batches: batches + 1 });
    return parents;
  };
  return {
    isCode: isParent,
    roleOf: ({ serial, text, fault }) => {
      if (/^bill/i.test(serial)) return 'end';
      return fault === null && isParent(text) ? 'item' : 'other';
    },
    itemWish: ({ fault }) => (fault === null ? { action: 'bill', into: null } : refusal(fault)),
    ending: ({ fault }) => (fault === null ? { action: 'make_bill', fields: {} } : refusal(fault)),
    canTake: ({ code, wish }) => wish.action === 'make_bill' && parseBillCode(code) !== null,
    complete: (ending, items, isLong) => {
      const code = parseBillCode(ending.code);
      if (code === null || ending.wish.action !== 'make_bill') return ending;
      const parents = count(code, isLong ? BILL_TARGET_MAX : countParents(items, rules));
      return { ...ending, wish: { action: 'make_bill', fields: { target: targetOf(parents) } } };
    },
    targets: () => {
      const repeated = [...bills].filter(([, { batches }]) => batches > 1);
      return Object.fromEntries(repeated.map(([code, { parents }]) => [code, targetOf(parents)]));
    },
  };
}

function countParents(items: readonly Ask[], rules: CodeRules): number {
  const codes = items.map(({ code }) => parseCode(code, rules));
  return new Set(codes.flatMap((code) => (code.kind === 'parent' ? [code.code] : []))).size;
}

/** A bill is made for its parents in the file, so far as a bill takes so many. */
function targetOf(parents: number): number {
  return Math.min(Math.max(1, parents), BILL_TARGET_MAX);
}

function refusal(detail: string): Wish {
  return { action: 'none', reason: 'malformed', detail: `Not accepted: ${detail}` };
}

const SHOWN_LENGTH_MAX = 60;

function shown(text: string): string {
  const clean = cleanText(text).toWellFormed();
  return clean.length > SHOWN_LENGTH_MAX ? `"${clean.slice(0, SHOWN_LENGTH_MAX)}…"` : `"${clean}"`;
}
