import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Bill } from '#contract/bill.ts';
import { headOf, paperOf, signaturesOf, tableOf } from './layout.ts';
import type { Words } from './words.ts';

const HEADS = [
  { text: '#', width: 'auto', isNumber: true },
  { text: 'Parent', width: '*' },
  { text: 'Product', width: '*' },
  { text: 'Children', width: 'auto', isNumber: true },
  { text: 'Status', width: 'auto' },
  { text: 'Expected kg', width: 'auto', isNumber: true },
  { text: 'Actual kg', width: 'auto', isNumber: true },
  { text: 'Variance kg', width: 'auto', isNumber: true },
] as const;

/** A bill as it travels with the truck. */
export function billPaper(bill: Bill, printedAt: string, words: Words): TDocumentDefinitions {
  const { code, target, parentCount, childCount } = bill;
  const rows = bill.parents.map((parent, at) => [
    words.count(at + 1),
    parent.code,
    parent.product,
    `${parent.childCount} of ${parent.capacity}`,
    parent.status,
    words.kg(parent.expectedWeightKg),
    words.kg(parent.actualWeightKg),
    // In whole grams: the difference of two decimals is not always what it seems.
    words.kg(Math.round((parent.actualWeightKg - parent.expectedWeightKg) * 1_000) / 1_000),
  ]);
  const sums = [
    '',
    `${words.count(parentCount)} of ${words.count(target)} parents`,
    '',
    words.count(childCount),
    '',
    words.kg(bill.expectedWeightKg),
    words.kg(bill.actualWeightKg),
    words.kg(bill.varianceKg),
  ];
  return paperOf(`Bill ${code}`, `Bill ${code}, printed ${words.time(printedAt)}`, [
    headOf(`Bill ${code}`, code, [
      ['Dealer', bill.dealer],
      ['Destination', bill.destination],
      ['Vehicle', bill.vehicle],
      ['Description', bill.description],
      ['Status', bill.status],
      ['Created', `${words.time(bill.createdAt)}${bill.createdBy ? ` by ${bill.createdBy}` : ''}`],
      ['Completed', bill.completedAt && words.time(bill.completedAt)],
      ['Parents', `${words.count(parentCount)} of ${words.count(target)}`],
      ['Expected weight', `${words.kg(bill.expectedWeightKg)} kg`],
      ['Actual weight', `${words.kg(bill.actualWeightKg)} kg`],
      ['Variance', `${words.kg(bill.varianceKg)} kg`],
    ]),
    tableOf(HEADS, rows, sums),
    signaturesOf(['Loaded by', 'Checked by', 'Driver', 'Received by']),
  ]);
}
