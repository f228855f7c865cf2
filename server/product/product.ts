import type { Static } from 'typebox';
import type {
  changeProduct as changeEndpoint,
  createProduct as createEndpoint,
} from '#contract/product.ts';
import { leadingLettersOf, patternFault, patternSource, patternsOverlap } from '#domain/product.ts';
import { gramsOf, kilogramsOf } from '#domain/weight.ts';
import type { By } from '../audit/audit.ts';
import { diffOf } from '../audit/diff.ts';
import { publishCatalogueChange } from '../catalogue/catalogue.ts';
import type { Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import * as sql from './product.sql.ts';

type NewProduct = Static<typeof createEndpoint.body>;
type ProductChange = Static<typeof changeEndpoint.body>;

/** A product as people see it. */
export interface ShownProduct extends NewProduct {
  readonly id: number;
  readonly version: number;
}

export async function listProducts({ db }: Deps): Promise<ShownProduct[]> {
  return (await db.run(sql.listProducts)).map(shownOf);
}

/** @throws {CodedError} product_unknown */
export async function getProduct({ db }: Deps, id: number): Promise<ShownProduct> {
  return shownOf(only(await db.run(sql.findProduct, [id])));
}

/** @throws {CodedError} name_taken, pattern_overlaps, pattern_in_use, not_possible */
export async function createProduct(deps: Deps, by: By, input: NewProduct): Promise<ShownProduct> {
  const values = valuesOf(input);
  const made = await deps.db.transaction(async (tx) => {
    await tx.run(sql.lockProducts);
    await refusePattern(tx, input.pattern, null);
    const product = shownOf(only(await tx.run(sql.insertProduct, values)));
    const entry = { ...entryOf(by, product), action: 'product.create', after: input } as const;
    await deps.audit.record(tx, entry);
    await publishCatalogueChange(tx);
    return product;
  });
  await deps.catalogue.refresh();
  return made;
}

/**
 * Changes what `change` names. Weights count for all bills, old ones too; pattern and capacity are
 * fixed once a bag of the product exists.
 * @throws {CodedError} product_unknown, etag_mismatch, name_taken, product_in_use,
 *   pattern_overlaps, pattern_in_use, not_possible
 */
export async function changeProduct(
  deps: Deps,
  by: By,
  id: number,
  change: ProductChange,
  expectVersion: (version: number) => void,
): Promise<ShownProduct> {
  const changed = await deps.db.transaction(async (tx) => {
    await tx.run(sql.lockProducts);
    const before = shownOf(only(await tx.run(sql.findProduct, [id])));
    expectVersion(before.version);
    const wanted = { ...before, ...change };
    const isNewPattern = wanted.pattern !== before.pattern;
    if (isNewPattern || wanted.capacity !== before.capacity) await refuseInUse(tx, before);
    if (isNewPattern) await refusePattern(tx, wanted.pattern, id);
    const diff = diffOf(before, wanted);
    if (diff === null) return before;
    const after = shownOf(only(await tx.run(sql.updateProduct, [id, ...valuesOf(wanted)])));
    await deps.audit.record(tx, { ...entryOf(by, before), action: 'product.change', ...diff });
    await publishCatalogueChange(tx);
    return after;
  });
  await deps.catalogue.refresh();
  return changed;
}

/**
 * @param id the product that has the pattern now, or null for a new one.
 * @throws {CodedError} not_possible, pattern_overlaps, pattern_in_use
 */
async function refusePattern(tx: Transaction, pattern: string, id: number | null): Promise<void> {
  const fault = patternFault(pattern);
  if (fault !== null) throw notPossible('/pattern', fault);
  const others = (await tx.run(sql.listProducts)).filter((product) => product.id !== id);
  const other = others.find((product) => patternsOverlap(product.pattern, pattern));
  if (other !== undefined) {
    const detail = `Some texts would be codes of ${other.name}, too (${other.pattern})`;
    throw new CodedError('pattern_overlaps', detail);
  }
  const letters = leadingLettersOf(pattern);
  // What the parser takes for a parent's code, whole or half read (product.md, "Codes", 2 and 5).
  const unreadable = `^(${letters}[0-9]|${patternSource(pattern)}$)`;
  const [child] = await tx.run(sql.findChildLike, [letters, endOf(letters), unreadable]);
  if (child === undefined) return;
  const detail = `Packets such as ${child.code} could not be scanned any more`;
  throw new CodedError('pattern_in_use', detail);
}

async function refuseInUse(tx: Transaction, { id, name, pattern }: ShownProduct): Promise<void> {
  const [beginning = ''] = pattern.split('#');
  const [bag] = await tx.run(sql.findBagOfProduct, [id, beginning, endOf(beginning)]);
  if (bag === undefined) return;
  throw new CodedError('product_in_use', `${bag.code} is a bag of ${name}: add a new product`);
}

/** The first text, in the order of bytes, after all that begin with this one. */
function endOf(beginning: string): string {
  const last = beginning.length - 1;
  return beginning.slice(0, last) + String.fromCharCode(beginning.charCodeAt(last) + 1);
}

function valuesOf(input: NewProduct) {
  const unitG = grams(input.unitWeightKg, '/unitWeightKg');
  const expectedG = grams(input.expectedWeightKg, '/expectedWeightKg');
  return [input.name, input.pattern, input.capacity, unitG, expectedG];
}

function grams(kilograms: number, pointer: string): number {
  const whole = gramsOf(kilograms);
  if (whole === null) throw notPossible(pointer, 'must have at most 3 decimals');
  return whole;
}

function notPossible(pointer: string, detail: string): CodedError {
  const errors = [{ pointer, detail }];
  return new CodedError('not_possible', `${pointer} ${detail}`, { errors });
}

function only(rows: readonly sql.ProductRow[]): sql.ProductRow {
  const [row] = rows;
  if (row === undefined) throw new CodedError('product_unknown', 'There is no such product');
  return row;
}

function shownOf(row: sql.ProductRow): ShownProduct {
  const { id, name, pattern, capacity, version } = row;
  const unitWeightKg = kilogramsOf(row.unit_weight_g);
  const expectedWeightKg = kilogramsOf(row.expected_weight_g);
  return { id, name, pattern, capacity, unitWeightKg, expectedWeightKg, version };
}

function entryOf({ person, ip }: By, { name }: ShownProduct) {
  return { actor: person.username, subject: `product:${name}`, ip };
}
