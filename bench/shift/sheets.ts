import readSheets from 'read-excel-file/node';
import { type CodeRules, makeCodeRules, parseCode } from '#domain/code.ts';

/** One parent with its children, as a packing sheet lists them: raw texts. */
export interface PackingBatch {
  readonly parent: string;
  readonly children: readonly string[];
}

export interface BillingBatch {
  readonly bill: string;
  readonly parents: readonly string[];
}

/** The products that the factory's sheets know. */
const RULES: CodeRules = makeCodeRules({
  products: [['Mustard', 'SB#####', 30] as const, ['Moong', 'M444-#####', 15] as const].map(
    ([name, pattern, capacity], at) => ({
      id: at + 1,
      name,
      pattern,
      capacity,
      unitWeightG: 1_000,
      expectedWeightG: capacity * 1_000,
    }),
  ),
  childPattern: null,
});

/** The factory's label sheets: the children since the previous parent belong to the next one. */
export async function readPackingSheets(file: string): Promise<PackingBatch[]> {
  const batches: PackingBatch[] = [];
  for (const rows of await readRows(file)) {
    let children: string[] = [];
    for (const [first, text] of rows) {
      const isParent = first === 'Parent Code' || parseCode(text, RULES).kind === 'parent';
      if (!isParent) {
        children.push(text);
        continue;
      }
      batches.push({ parent: text, children });
      children = [];
    }
  }
  return batches;
}

/** The billing sheets: a row that begins with `Bill` ends a batch and names its bill. */
export async function readBillingSheets(file: string): Promise<BillingBatch[]> {
  const batches: BillingBatch[] = [];
  for (const rows of await readRows(file)) {
    let parents: string[] = [];
    for (const [first, text] of rows) {
      if (!first.startsWith('Bill')) {
        parents.push(text);
        continue;
      }
      batches.push({ bill: text, parents });
      parents = [];
    }
  }
  return batches;
}

/** Columns A and B of each sheet as text, without the header and blank rows. */
async function readRows(file: string): Promise<[string, string][][]> {
  const sheets = await readSheets(file);
  return sheets.map(({ data }) =>
    data
      .slice(1)
      .map(([a, b]): [string, string] => [String(a ?? '').trim(), String(b ?? '')])
      .filter(([, text]) => text.trim() !== ''),
  );
}
