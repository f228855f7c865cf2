import type { Readable } from 'node:stream';
import type { DayReport } from '#contract/report.ts';
import type { Column } from '../sheet-writer/column.ts';
import { bookOf, type Sheet, sheetOf } from '../sheet-writer/xlsx.ts';

type Work = DayReport['total'];
type Parent = DayReport['doesNotAddUp']['partFull']['parents'][number];
type Bill = DayReport['doesNotAddUp']['belowTarget']['bills'][number];

/** The end-of-day report as a workbook: a sheet for each of its tables. */
export function dayBook(report: DayReport, timeZone: string): Readable {
  const { areas, users, total, bills, doesNotAddUp } = report;
  const { partFull, belowTarget, notBilled } = doesNotAddUp;
  const sheets = [
    table('Bills', BILLS, [bills]),
    table(
      'Areas',
      [text('area', ({ name }: Named) => name), ...WORK],
      [
        ...areas.map(({ area, ...work }) => ({ name: area ?? 'no area', ...work })),
        { name: 'all', ...total },
      ],
    ),
    table(
      'Users',
      [text('user', ({ name }: Named) => name), ...WORK],
      [...users.map(({ user, ...work }) => ({ name: user, ...work })), { name: 'all', ...total }],
    ),
    table('Part-full, left open', PARENTS, partFull.parents),
    table('Bills below target', LOOSE_BILLS, belowTarget.bills),
    table('Packed, not billed', PARENTS, notBilled.parents),
  ];
  return bookOf(sheets, { timeZone });
}

type Named = Work & { readonly name: string };

const number = <Row>(name: string, of: (row: Row) => number): Column<Row> => ({
  name,
  type: 'number',
  of,
});
const text = <Row>(name: string, of: (row: Row) => string | null): Column<Row> => ({
  name,
  type: 'text',
  of,
});

const WORK: readonly Column<Named>[] = [
  number('scans', ({ scans }) => scans),
  number('packed', ({ packed }) => packed),
  number('filled', ({ filled }) => filled),
  number('billed', ({ billed }) => billed),
  number('refused', ({ refused }) => refused),
];

const BILLS: readonly Column<DayReport['bills']>[] = [
  number('bills', ({ billCount }) => billCount),
  number('new', ({ byStatus }) => byStatus.new),
  number('processing', ({ byStatus }) => byStatus.processing),
  number('completed', ({ byStatus }) => byStatus.completed),
  number('parents', ({ parentCount }) => parentCount),
  number('children', ({ childCount }) => childCount),
  number('expected_weight_kg', ({ expectedWeightKg }) => expectedWeightKg),
  number('actual_weight_kg', ({ actualWeightKg }) => actualWeightKg),
  number('variance_kg', ({ varianceKg }) => varianceKg),
];

const PARENTS: readonly Column<Parent>[] = [
  text('parent', ({ code }) => code),
  text('product', ({ product }) => product),
  text('area', ({ area }) => area),
  number('children', ({ childCount }) => childCount),
  number('capacity', ({ capacity }) => capacity),
  text('status', ({ status }) => status),
  text('bill', ({ bill }) => bill),
  { name: 'created_at', type: 'instant', of: ({ createdAt }) => createdAt },
];

const LOOSE_BILLS: readonly Column<Bill>[] = [
  text('bill', ({ code }) => code),
  text('dealer', ({ dealer }) => dealer),
  text('status', ({ status }) => status),
  number('parents', ({ parentCount }) => parentCount),
  number('target', ({ target }) => target),
  { name: 'created_at', type: 'instant', of: ({ createdAt }) => createdAt },
];

function table<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): Sheet {
  return sheetOf(name, columns, inOneBatch(rows));
}

async function* inOneBatch<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
