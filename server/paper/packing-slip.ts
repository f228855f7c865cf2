import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Bag, PackedChild } from '#contract/bag.ts';
import { headOf, paperOf, signaturesOf, tableOf } from './layout.ts';
import type { Words } from './words.ts';

const HEADS = [
  { text: '#', width: 'auto', isNumber: true },
  { text: 'Packet', width: '*' },
  { text: 'Lot', width: '*' },
  { text: 'Packed', width: 'auto' },
  { text: 'By', width: '*' },
] as const;

/** What lies in a parent. */
export function packingSlip(
  parent: Bag,
  children: readonly PackedChild[],
  printedAt: string,
  words: Words,
): TDocumentDefinitions {
  const { code, product, status, area, bill, childCount, capacity } = parent;
  const rows = children.map((child, at) => [
    words.count(at + 1),
    child.code,
    child.lot ?? '',
    words.time(child.packedAt),
    child.packedBy ?? '',
  ]);
  const lots = [...new Set(children.flatMap(({ lot }) => lot ?? []))];
  return paperOf(`Packing slip ${code}`, `Parent ${code}, printed ${words.time(printedAt)}`, [
    headOf(`Packing slip ${code}`, code, [
      ['Product', product],
      ['Children', `${words.count(childCount ?? 0)} of ${words.count(capacity ?? 0)}`],
      ['Status', status],
      ['Lots', lots.join(', ')],
      ['Area', area],
      ['Bill', bill],
    ]),
    tableOf(HEADS, rows),
    signaturesOf(['Packed by', 'Checked by']),
  ]);
}
