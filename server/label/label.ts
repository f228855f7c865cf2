import type { LabelIssue, NewLabels } from '#contract/label.ts';
import type { By } from '../audit/audit.ts';
import { nameOf } from '../bag/answer.ts';
import { normalCodeOf } from '../bag/look-up.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { readPage } from '../list/search.ts';
import { GRIDS, isZpl, type LabelFormat, ZPL_SIZES } from './format.ts';
import * as sql from './label.sql.ts';
import { impossible, readCodes } from './read-codes.ts';
import { zplOf } from './zpl.ts';

export interface LabelFile {
  readonly issueId: number;
  readonly filename: string;
  readonly format: 'pdf' | 'zpl';
  readonly body: Buffer;
}

/**
 * Records that labels are issued, and prints them. A code that was issued before refuses them all:
 * two bags with one code could not be told apart. What fails later can be printed again.
 * @throws {CodedError} not_possible, label_issued, overloaded
 */
export async function issueLabels(deps: Deps, by: By, wanted: NewLabels): Promise<LabelFile> {
  const { kind, format } = wanted;
  const { codes, productId } = readCodes(wanted, deps.catalogue.current);
  const [first = '', last = ''] = [codes[0], codes.at(-1)];
  const isRange = wanted.codes === undefined;
  const issueId = await deps.db.transaction(async (tx) => {
    const values = [kind, productId, first, last, codes.length, isRange, format, by.person.userId];
    const [issue] = await tx.run(sql.insertIssue, values);
    if (issue === undefined) throw new Error('an inserted issue has a number');
    const issued = await tx.run(sql.insertCodes, [issue.id, codes]);
    if (issued.length < codes.length) throw issuedBefore(codes, issued);
    await deps.audit.record(tx, {
      actor: by.person.username,
      action: 'label.issue',
      subject: `label:${issue.id}`,
      after: { kind, first, last, count: codes.length, format },
      ip: by.ip,
    });
    return issue.id;
  });
  return printLabels(deps, issueId, codes, format);
}

/**
 * Prints labels of an issue again: all, or some of its codes.
 * @throws {CodedError} label_unknown; not_possible for codes of another issue; overloaded
 */
export async function reprintLabels(
  deps: Deps,
  by: By,
  id: number,
  wanted: { readonly format?: LabelFormat; readonly codes?: readonly string[] },
): Promise<LabelFile> {
  const [issue] = await deps.db.run(sql.findIssue, [id]);
  if (issue === undefined) throw new CodedError('label_unknown', 'No labels have this number');
  const issued = (await deps.db.run(sql.listCodes, [id])).map(({ code }) => code);
  const names = deps.catalogue.current;
  const codes = wanted.codes?.map((raw) => normalCodeOf(raw, names)) ?? issued;
  const known = new Set(issued);
  const foreign = codes.findIndex((code) => !known.has(code));
  if (foreign !== -1) throw impossible(`/codes/${foreign}`, 'is no label of this issue');
  const format = wanted.format ?? issue.format;
  await deps.db.transaction((tx) =>
    deps.audit.record(tx, {
      actor: by.person.username,
      action: 'label.reprint',
      subject: `label:${id}`,
      after: { first: codes[0], last: codes.at(-1), count: codes.length, format },
      ip: by.ip,
    }),
  );
  return printLabels(deps, id, codes, format);
}

const LIST = 'labels';

/** A page of what was issued, newest first. @throws {CodedError} bad_cursor */
export async function listLabels(
  { lists, catalogue }: Deps,
  query: { readonly code?: string; readonly limit: number; readonly cursor?: string },
): Promise<{ items: LabelIssue[]; nextCursor: string | null }> {
  const names = catalogue.current;
  const code = query.code === undefined ? null : normalCodeOf(query.code, names);
  const page = await readPage(
    null,
    readCursor(LIST, ['integer'], query.cursor),
    query.limit,
    ({ key }, rowsMax) => lists.run(sql.listIssues, [code, key?.[0] ?? null, rowsMax]),
    ({ id }) => [String(id)],
  );
  return {
    items: page.rows.map((row) => issueOf(row, names)),
    nextCursor: writeCursor(LIST, page.next),
  };
}

function issueOf(row: sql.IssueRow, names: CatalogueSnapshot): LabelIssue {
  return {
    id: row.id,
    kind: row.kind,
    product: nameOf(names.productById, row.product_id)?.name ?? null,
    first: row.first_code,
    last: row.last_code,
    count: row.code_count,
    isRange: row.is_range,
    format: row.format,
    issuedAt: row.issued_at,
    issuedBy: nameOf(names.usernameById, row.issued_by),
  };
}

async function printLabels(
  { printer }: Deps,
  issueId: number,
  codes: readonly string[],
  format: LabelFormat,
): Promise<LabelFile> {
  const name = `labels-${issueId}-${codes[0]}`;
  if (isZpl(format)) {
    const body = Buffer.from(zplOf(codes, ZPL_SIZES[format]));
    return { issueId, filename: `${name}.zpl`, format: 'zpl', body };
  }
  const body = await printer.print({ kind: 'labels', codes, grid: GRIDS[format] });
  return { issueId, filename: `${name}.pdf`, format: 'pdf', body };
}

function issuedBefore(codes: readonly string[], issued: readonly { code: string }[]): CodedError {
  const fresh = new Set(issued.map(({ code }) => code));
  const before = codes.filter((code) => !fresh.has(code));
  const others = before.length > 1 ? ` and ${before.length - 1} others were` : ' was';
  return new CodedError('label_issued', `${before[0]}${others} issued before: print them again`);
}
