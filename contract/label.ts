import { type Static, Type } from 'typebox';
import { BAG_KINDS } from './bag.ts';
import { endpoint } from './endpoint.ts';
import { File, givenType } from './export.ts';
import { Id, Instant, Nullable, OneOf, pageOf, pageQuery } from './schema.ts';

/** QR labels for bags: issued once, printed as often as they are spoilt. */

const tag = 'Labels';

/** A4 sheets by their number of labels, rolls by their size in millimetres. */
export const LABEL_FORMATS = [
  'a4-24',
  'a4-40',
  'a4-65',
  'roll-50x30',
  'roll-100x50',
  'zpl-50x30',
  'zpl-100x50',
] as const;

export const ISSUE_LABELS_MAX = 5_000;
const CODE_LENGTH_MAX = 20;

const Code = Type.String({ minLength: 1, maxLength: 1_000 });

const NewLabels = Type.Object({
  kind: OneOf(BAG_KINDS),
  product: Type.Optional(
    Type.String({ description: 'the name of the product that parents are to be of' }),
  ),
  from: Type.Optional({ ...Code, description: 'the first code; the others count up from it' }),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: ISSUE_LABELS_MAX })),
  codes: Type.Optional(
    Type.Array(Code, {
      minItems: 1,
      maxItems: ISSUE_LABELS_MAX,
      description: 'the codes themselves, instead of `from` and `count`',
    }),
  ),
  format: OneOf(LABEL_FORMATS),
});
export type NewLabels = Static<typeof NewLabels>;

const LabelIssue = Type.Object({
  id: Type.Integer(),
  kind: OneOf(BAG_KINDS),
  product: Nullable(Type.String()),
  first: Type.String({ maxLength: CODE_LENGTH_MAX }),
  last: Type.String({ maxLength: CODE_LENGTH_MAX }),
  count: Type.Integer(),
  isRange: Type.Boolean({ description: 'issued from a first code on, not as a list of codes' }),
  format: OneOf(LABEL_FORMATS),
  issuedAt: Instant,
  issuedBy: Nullable(Type.String()),
});
export type LabelIssue = Static<typeof LabelIssue>;

/** So many stretches of codes that were issued before are named; all are counted. */
export const ISSUED_NAMED_MAX = 100;

const Millimetres = Type.Tuple([Type.Number(), Type.Number()]);

const LabelsPreview = Type.Object({
  count: Type.Integer(),
  first: Type.String({ maxLength: CODE_LENGTH_MAX }),
  last: Type.String({ maxLength: CODE_LENGTH_MAX }),
  product: Nullable(Type.String()),
  pages: Type.Integer({ description: 'sheets; on a roll, labels' }),
  sheet: Type.Object(
    {
      pageMm: Millimetres,
      columns: Type.Integer(),
      rows: Type.Integer(),
      labelMm: Millimetres,
      marginMm: Millimetres,
      gapMm: Millimetres,
    },
    { description: 'where labels lie on a sheet: widths, then heights' },
  ),
  onFirstSheet: Type.Array(Type.String({ maxLength: CODE_LENGTH_MAX })),
  issued: Type.Object(
    {
      count: Type.Integer(),
      ranges: Type.Array(
        Type.Object({
          first: Type.String({ maxLength: CODE_LENGTH_MAX }),
          last: Type.String({ maxLength: CODE_LENGTH_MAX }),
          count: Type.Integer(),
          issue: Type.Integer(),
          issuedAt: Instant,
          issuedBy: Nullable(Type.String()),
        }),
      ),
    },
    { description: `issued before; any refuses them all. ${ISSUED_NAMED_MAX} ranges are named.` },
  ),
  bags: Type.Object(
    { count: Type.Integer(), first: Nullable(Type.String()) },
    { description: 'codes that bags bear already, whose labels came from elsewhere' },
  ),
});
export type LabelsPreview = Static<typeof LabelsPreview>;

export const previewLabels = endpoint({
  method: 'POST',
  path: '/api/v2/labels/preview',
  access: 'issueLabels',
  tag,
  summary: 'What issuing labels would give',
  description: 'Changes nothing: how many sheets, of which codes, and what was issued before.',
  body: NewLabels,
  response: { 200: LabelsPreview },
});

const gives = [givenType('pdf'), givenType('zpl')];

export const issueLabels = endpoint({
  method: 'POST',
  path: '/api/v2/labels',
  access: 'issueLabels',
  tag,
  summary: 'Issue labels',
  description:
    'Answers with the labels, as a PDF or in ZPL for label printers; `Location` names the issue. ' +
    'Each label has the QR code of its code, and the code to read below. A code is issued ' +
    'once: 409 `label_issued` else, and nothing is issued.',
  body: NewLabels,
  gives,
  response: { 201: File },
});

export const reprintLabels = endpoint({
  method: 'POST',
  path: '/api/v2/labels/:id/reprint',
  access: 'issueLabels',
  tag,
  summary: 'Print labels of an issue again',
  description: 'All of them, or the given codes, in the format of the issue or in another one.',
  params: Id,
  body: Type.Object({
    format: Type.Optional(OneOf(LABEL_FORMATS)),
    codes: Type.Optional(Type.Array(Code, { minItems: 1, maxItems: ISSUE_LABELS_MAX })),
  }),
  gives,
  response: { 200: File },
});

export const listLabels = endpoint({
  method: 'GET',
  path: '/api/v2/labels',
  access: 'issueLabels',
  tag,
  summary: 'List issued labels, newest first',
  query: Type.Object({
    code: Type.Optional(Type.String({ description: 'the issue that has this code' })),
    ...pageQuery,
  }),
  response: { 200: pageOf(LabelIssue) },
});
