import { statement } from '../db/statement.ts';
import type { LabelFormat } from './format.ts';

/** Statements on issued labels. */

export interface IssueRow {
  id: number;
  kind: 'parent' | 'child';
  product_id: number | null;
  first_code: string;
  last_code: string;
  code_count: number;
  is_range: boolean;
  format: LabelFormat;
  issued_by: number;
  issued_at: string;
}

const COLUMNS = `id, kind, product_id, first_code, last_code, code_count, is_range, format,
  issued_by, issued_at`;

/** $1 kind, $2 product, $3 first, $4 last, $5 how many, $6 is it a range, $7 format, $8 user. */
export const insertIssue = statement<{ id: number }>(
  'label-insert-issue',
  `insert into label_issue
     (kind, product_id, first_code, last_code, code_count, is_range, format, issued_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
);

/**
 * $1 issue, $2 codes in their order. Those that were issued before are left out. They are written
 * in an order that all have, so that of two lists of the same codes none waits for the other for
 * ever.
 */
export const insertCodes = statement<{ code: string }>(
  'label-insert-codes',
  `insert into label_code (code, issue_id, place)
   select code, $1, place from unnest($2::text[]) with ordinality as issued (code, place)
   order by code
   on conflict (code) do nothing returning code`,
);

/** $1 issue. */
export const findIssue = statement<IssueRow>(
  'label-find-issue',
  `select ${COLUMNS} from label_issue where id = $1`,
);

/** $1 issue. */
export const listCodes = statement<{ code: string }>(
  'label-list-codes',
  'select code from label_code where issue_id = $1 order by place',
);

/** $1 the code that it has, or null, $2 the issue to go on after, or null, $3 rows. */
export const listIssues = statement<IssueRow>(
  'label-list-issues',
  `select ${COLUMNS} from label_issue
   where ($1::text is null or id = (select issue_id from label_code where code = $1))
     and ($2::integer is null or id < $2)
   order by id desc limit $3`,
);

export interface IssuedRow {
  code: string;
  issue: number;
  issued_by: number;
  issued_at: string;
}

/** $1 codes. Those of them that were issued, in no order. */
export const listIssued = statement<IssuedRow>(
  'label-list-issued',
  `select label_code.code, label_issue.id as issue, issued_by, issued_at
   from label_code join label_issue on label_issue.id = label_code.issue_id
   where label_code.code = any($1::text[])`,
);

/** $1 codes. Those that bags bear. */
export const countBags = statement<{ count: number; first: string | null }>(
  'label-count-bags',
  `select count(*)::integer as count, min(code) as first from bag where code = any($1::text[])`,
);
