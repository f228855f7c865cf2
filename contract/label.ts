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
