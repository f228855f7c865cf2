import { ISSUED_NAMED_MAX, type LabelsPreview, type NewLabels } from '#contract/label.ts';
import { nameOf } from '../bag/answer.ts';
import type { Deps } from '../deps.ts';
import { type Grid, gridOf } from './format.ts';
import * as sql from './label.sql.ts';
import { readCodes } from './read-codes.ts';

/**
 * What issuing these labels would give, and what stands against it. Nothing is changed.
 * @throws {CodedError} not_possible
 */
export async function previewLabels(deps: Deps, wanted: NewLabels): Promise<LabelsPreview> {
  const names = deps.catalogue.current;
  const { codes, productId } = readCodes(wanted, names);
  const [issued, [bags]] = await Promise.all([
    deps.db.run(sql.listIssued, [codes]),
    deps.db.run(sql.countBags, [codes]),
  ]);
  const sheet = gridOf(wanted.format);
  const perSheet = sheet.columns * sheet.rows;
  return {
    count: codes.length,
    first: codes[0] ?? '',
    last: codes.at(-1) ?? '',
    product: nameOf(names.productById, productId)?.name ?? null,
    pages: Math.ceil(codes.length / perSheet),
    sheet: shownGrid(sheet),
    onFirstSheet: codes.slice(0, perSheet),
    issued: {
      count: issued.length,
      ranges: rangesOf(codes, issued)
        .slice(0, ISSUED_NAMED_MAX)
        .map(({ row, ...range }) => ({
          ...range,
          issue: row.issue,
          issuedAt: row.issued_at,
          issuedBy: nameOf(names.usernameById, row.issued_by),
        })),
    },
    bags: bags ?? { count: 0, first: null },
  };
}

interface IssuedRange {
  readonly first: string;
  last: string;
  count: number;
  readonly row: sql.IssuedRow;
}

/** Stretches of the wanted codes, in their order, that were issued at one time. */
function rangesOf(codes: readonly string[], issued: readonly sql.IssuedRow[]): IssuedRange[] {
  const rowByCode = new Map(issued.map((row) => [row.code, row]));
  const ranges: IssuedRange[] = [];
  let open: IssuedRange | null = null;
  for (const code of codes) {
    const row = rowByCode.get(code);
    if (row === undefined) open = null;
    else if (open?.row.issue === row.issue) {
      open.last = code;
      open.count++;
    } else {
      open = { first: code, last: code, count: 1, row };
      ranges.push(open);
    }
  }
  return ranges;
}

function shownGrid({ pageMm, columns, rows, labelMm, marginMm, gapMm }: Grid) {
  const pair = ([across, down]: readonly [number, number]): [number, number] => [across, down];
  return {
    pageMm: pair(pageMm),
    columns,
    rows,
    labelMm: pair(labelMm),
    marginMm: pair(marginMm),
    gapMm: pair(gapMm),
  };
}
