import type { NewLabels } from '#contract/label.ts';
import { parseCode } from '#domain/code.ts';
import { codesFrom } from '#domain/code-range.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import { CodedError } from '../http/problem.ts';

/** What is wanted, in normal form and in its order. */
export interface WantedCodes {
  readonly codes: readonly string[];
  /** The product that all of them are of; null for children, and for several products. */
  readonly productId: number | null;
}

/** @throws {CodedError} not_possible, with the place of what is none of the wanted codes. */
export function readCodes(wanted: NewLabels, { codes: rules }: CatalogueSnapshot): WantedCodes {
  const { kind, product } = wanted;
  const codes: string[] = [];
  const products = new Set<number>();
  for (const [at, raw] of rawCodesOf(wanted, rules).entries()) {
    const parsed = parseCode(raw, rules);
    const pointer = wanted.codes === undefined ? '/from' : `/codes/${at}`;
    if (parsed.kind === 'malformed') throw impossible(pointer, `is no code: ${parsed.why}`);
    if (parsed.kind !== kind) throw impossible(pointer, `is a ${parsed.kind}'s code, "${raw}"`);
    if (parsed.kind === 'parent') {
      const { id, name } = parsed.product;
      if (product !== undefined && name.toLowerCase() !== product.toLowerCase()) {
        throw impossible(pointer, `is a code of ${name}, "${raw}"`);
      }
      products.add(id);
    }
    codes.push(parsed.code);
  }
  if (kind === 'child' && product !== undefined) {
    throw impossible('/product', 'is only for parents: any packet lies in any parent');
  }
  const seen = new Set<string>();
  for (const [at, code] of codes.entries()) {
    if (seen.has(code)) throw impossible(`/codes/${at}`, `is there twice, "${code}"`);
    seen.add(code);
  }
  const [only] = products;
  return { codes, productId: products.size === 1 && only !== undefined ? only : null };
}

function rawCodesOf(
  { from, count, codes }: NewLabels,
  rules: CatalogueSnapshot['codes'],
): readonly string[] {
  if (codes !== undefined) {
    if (from === undefined && count === undefined) return codes;
    throw impossible('/codes', 'cannot be together with from and count');
  }
  if (from === undefined) throw impossible('/from', 'is required where there are no codes');
  if (count === undefined) throw impossible('/count', 'is required with from');
  const first = parseCode(from, rules);
  if (first.kind === 'malformed') throw impossible('/from', `is no code: ${first.why}`);
  const pattern = first.kind === 'parent' ? first.product.pattern : null;
  const found = codesFrom(first.code, count, pattern);
  if (found === null) throw impossible('/count', `is more than there are codes from ${first.code}`);
  return found;
}

export function impossible(pointer: string, detail: string): CodedError {
  return new CodedError('not_possible', `${pointer} ${detail}`, { errors: [{ pointer, detail }] });
}
