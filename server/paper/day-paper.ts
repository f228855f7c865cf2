import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { DayReport } from '#contract/report.ts';
import { paperOf, tableOf } from './layout.ts';
import type { Words } from './words.ts';

type Work = DayReport['total'];
type LooseParent = DayReport['doesNotAddUp']['partFull']['parents'][number];

const WORK_HEADS = ['Scans', 'Packed', 'Filled', 'Billed', 'Refused'].map(
  (text) => ({ text, width: 'auto', isNumber: true }) as const,
);
const PARENT_HEADS = [
  { text: 'Parent', width: '*' },
  { text: 'Product', width: '*' },
  { text: 'Area', width: '*' },
  { text: 'Children', width: 'auto', isNumber: true },
  { text: 'Status', width: 'auto' },
  { text: 'Since', width: 'auto' },
] as const;
const BILL_HEADS = [
  { text: 'Bill', width: '*' },
  { text: 'Dealer', width: '*' },
  { text: 'Status', width: 'auto' },
  { text: 'Parents', width: 'auto', isNumber: true },
  { text: 'Since', width: 'auto' },
] as const;

/** The end-of-day report. */
export function dayPaper(report: DayReport, printedAt: string, words: Words): TDocumentDefinitions {
  const { day, areas, users, total, doesNotAddUp } = report;
  const { partFull, belowTarget, notBilled } = doesNotAddUp;
  const workOf = (name: string, work: Work) => [
    name,
    ...[work.scans, work.packed, work.filled, work.billed, work.refused].map(words.count),
  ];
  const workTable = (head: string, rows: readonly (readonly string[])[]) =>
    tableOf([{ text: head, width: '*' }, ...WORK_HEADS], rows, workOf('All', total));
  const parentTable = (parents: readonly LooseParent[]) =>
    tableOf(
      PARENT_HEADS,
      parents.map((parent) => [
        parent.code,
        parent.product ?? '',
        parent.area ?? '',
        `${parent.childCount} of ${parent.capacity}`,
        parent.status,
        words.time(parent.createdAt),
      ]),
    );
  return paperOf(`Day ${day}`, `Day ${day}, printed ${words.time(printedAt)}`, [
    { text: `End of day ${day}`, fontSize: 18, bold: true },
    headingOf('Bills of the day'),
    billsTable(report, words),
    headingOf('By area'),
    workTable(
      'Area',
      areas.map((work) => workOf(work.area ?? 'no area', work)),
    ),
    headingOf('By user'),
    workTable(
      'User',
      users.map((work) => workOf(work.user, work)),
    ),
    ...section('Part-full parents left open', partFull.count, parentTable(partFull.parents), words),
    ...section(
      'Bills below their target',
      belowTarget.count,
      tableOf(
        BILL_HEADS,
        belowTarget.bills.map((bill) => [
          bill.code,
          bill.dealer ?? '',
          bill.status,
          `${bill.parentCount} of ${bill.target}`,
          words.time(bill.createdAt),
        ]),
      ),
      words,
    ),
    ...section(
      'Parents packed but not billed',
      notBilled.count,
      parentTable(notBilled.parents),
      words,
    ),
  ]);
}

function headingOf(text: string): Content {
  return { text, fontSize: 12, bold: true, margin: [0, 14, 0, 4] };
}

/** A kind of loose end; said, too, when there is none. */
function section(title: string, count: number, table: Content, words: Words): Content[] {
  return [headingOf(`${title}: ${words.count(count)}`), ...(count === 0 ? [] : [table])];
}

function billsTable({ bills }: DayReport, words: Words): Content {
  const { byStatus } = bills;
  return tableOf(
    [
      { text: 'New', width: '*', isNumber: true },
      { text: 'Processing', width: '*', isNumber: true },
      { text: 'Completed', width: '*', isNumber: true },
      { text: 'Parents', width: '*', isNumber: true },
      { text: 'Children', width: '*', isNumber: true },
      { text: 'Expected kg', width: '*', isNumber: true },
      { text: 'Actual kg', width: '*', isNumber: true },
      { text: 'Variance kg', width: '*', isNumber: true },
    ],
    [
      [
        ...[byStatus.new, byStatus.processing, byStatus.completed].map(words.count),
        words.count(bills.parentCount),
        words.count(bills.childCount),
        ...[bills.expectedWeightKg, bills.actualWeightKg, bills.varianceKg].map(words.kg),
      ],
    ],
  );
}
