import { type Static, Type } from 'typebox';
import { BILL_STATUSES, PARENT_STATUSES } from '#domain/outcome.ts';
import { BillsSummary } from './bill.ts';
import { endpoint } from './endpoint.ts';
import { File, givenType } from './export.ts';
import { CalendarDate, Instant, Nullable, OneOf, pageOf, pageQuery } from './schema.ts';
import { REPORT_RECIPIENTS_MAX, Recipient } from './setting.ts';

/** The end of the day: what was done, and what does not add up. */

const tag = 'Reports';

/** So many of each kind of loose end are named; all are counted. */
export const LOOSE_ENDS_NAMED_MAX = 200;

const Work = {
  scans: Type.Integer(),
  packed: Type.Integer({ description: 'children packed or moved' }),
  filled: Type.Integer({ description: 'parents that a scan filled' }),
  billed: Type.Integer({ description: 'parents put on a bill' }),
  refused: Type.Integer({ description: 'scans told with the tone error' }),
};

const Loose = {
  count: Type.Integer(),
};

const LooseParent = Type.Object({
  code: Type.String(),
  product: Nullable(Type.String()),
  area: Nullable(Type.String()),
  childCount: Type.Integer(),
  capacity: Type.Integer(),
  status: OneOf(PARENT_STATUSES),
  bill: Nullable(Type.String()),
  createdAt: Instant,
});

const LooseBill = Type.Object({
  code: Type.String(),
  status: OneOf(BILL_STATUSES),
  dealer: Nullable(Type.String()),
  parentCount: Type.Integer(),
  target: Type.Integer(),
  createdAt: Instant,
});

const AreaWork = Type.Object({ area: Nullable(Type.String()), ...Work });
const UserWork = Type.Object({ user: Type.String(), ...Work });

const DayReport = Type.Object({
  day: CalendarDate,
  from: Instant,
  to: Instant,
  bills: BillsSummary,
  areas: Type.Array(AreaWork, { description: 'where something was scanned' }),
  users: Type.Array(UserWork, { description: 'who scanned something' }),
  total: Type.Object(Work),
  doesNotAddUp: Type.Object(
    {
      partFull: Type.Object(
        { ...Loose, parents: Type.Array(LooseParent) },
        { description: 'parents left open that are neither empty nor full' },
      ),
      belowTarget: Type.Object(
        { ...Loose, bills: Type.Array(LooseBill) },
        { description: 'bills with fewer parents than meant, unless completed on another day' },
      ),
      notBilled: Type.Object(
        { ...Loose, parents: Type.Array(LooseParent) },
        { description: 'full or sealed parents that are on no bill' },
      ),
    },
    {
      description:
        'As it stands now, of what was there when the day ended; the newest ' +
        `${LOOSE_ENDS_NAMED_MAX} of each kind are named.`,
    },
  ),
});
export type DayReport = Static<typeof DayReport>;

const dayQuery = Type.Object({
  day: Type.Optional({ ...CalendarDate, description: "the site's day; default today" }),
});

const description =
  'By area, by user and by bill status. A dispatcher sees the own area and what has none, and ' +
  'every bill.';

export const getDayReport = endpoint({
  method: 'GET',
  path: '/api/v2/reports/day',
  access: 'list',
  tag,
  summary: 'What was done on a day, and what does not add up',
  description,
  query: dayQuery,
  response: { 200: DayReport },
});

export const getDayPaper = endpoint({
  method: 'GET',
  path: '/api/v2/reports/day.pdf',
  access: 'list',
  tag,
  summary: "A day's report on paper",
  description,
  query: dayQuery,
  gives: [givenType('pdf')],
  response: { 200: File },
});

export const getDayBook = endpoint({
  method: 'GET',
  path: '/api/v2/reports/day.xlsx',
  access: 'list',
  tag,
  summary: "A day's report as a workbook",
  description,
  query: dayQuery,
  gives: [givenType('xlsx')],
  response: { 200: File },
});

export const MAIL_STATES = ['waiting', 'sent', 'failed'] as const;

const ReportMail = Type.Object({
  day: CalendarDate,
  recipient: Type.String(),
  state: OneOf(MAIL_STATES),
  tries: Type.Integer(),
  lastFault: Nullable(Type.String()),
  nextTryAt: Nullable(Instant),
  sentAt: Nullable(Instant),
});
export type ReportMail = Static<typeof ReportMail>;

export const listReportMails = endpoint({
  method: 'GET',
  path: '/api/v2/reports/mails',
  access: 'administer',
  tag,
  summary: 'Which reports were mailed to whom, newest day first',
  description:
    'The schedule is the setting `dayReport`. `missing` says what is to be set up before mail ' +
    'can be sent; null when nothing is.',
  query: Type.Object(pageQuery),
  response: {
    200: Type.Object({
      ...pageOf(ReportMail).properties,
      missing: Nullable(Type.String()),
      nextAt: Nullable(Instant),
    }),
  },
});

export const mailDayReport = endpoint({
  method: 'POST',
  path: '/api/v2/reports/mails',
  access: 'administer',
  tag,
  summary: "Mail a day's report now",
  description: 'To the given people, or to those of the setting; again, where it was sent before.',
  body: Type.Object({
    day: Type.Optional(CalendarDate),
    to: Type.Optional(Type.Array(Recipient, { minItems: 1, maxItems: REPORT_RECIPIENTS_MAX })),
  }),
  response: { 202: Type.Object({ items: Type.Array(ReportMail) }) },
});
