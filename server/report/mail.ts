import { buffer } from 'node:stream/consumers';
import type { DayReport, ReportMail } from '#contract/report.ts';
import type { Actor } from '#domain/permission.ts';
import { dueReportDay, nextReportAt } from '#domain/report-schedule.ts';
import { siteDayAt } from '#domain/site-day.ts';
import type { Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { readPage } from '../list/search.ts';
import { failureOf, MAIL_CLAIM_MS, type MailTurn, sendMail } from '../mail/send-mail.ts';
import { wakeMailer } from '../mail/wake.ts';
import { printedNow } from '../paper/paper.ts';
import { MAIL_MISSING, mailMissing } from '../setting/setting.ts';
import { recordEvent } from '../webhook/event.ts';
import { dayBook } from './book.ts';
import * as sql from './mail.sql.ts';
import { reportDay } from './report.ts';

/** The report that is mailed is everybody's, of all areas. */
const EVERYBODY: Actor = { userId: 0, role: 'admin', areaId: null };

/**
 * Notes what the schedule wants mailed by now, and mails what is due. Any number of processes may
 * do so at the same time: a mail is one row, and one process claims it.
 */
export async function mailDueReports(
  deps: Deps,
  now: number,
  { signal, waitMs }: MailTurn,
): Promise<void> {
  const { smtpUrl, timeZone } = deps.config;
  if (smtpUrl === null) return;
  const schedule = deps.catalogue.current.settings.dayReport;
  const dueDay = schedule === null ? null : dueReportDay(schedule, now, timeZone);
  if (schedule !== null && dueDay !== null) {
    await deps.db.run(sql.insertMails, [dueDay, schedule.to]);
  }
  const letters = new Map<string, Promise<Letter>>();
  while (!signal.aborted) {
    const [claimed] = await deps.db.run(sql.claimMail, [MAIL_CLAIM_MS]);
    if (claimed === undefined) return;
    const { day, recipient, tries } = claimed;
    try {
      const letter = letters.get(day) ?? writeLetter(deps, day);
      letters.set(day, letter);
      await sendDayReport(smtpUrl, await letter, recipient, signal);
      await recordSent(deps, day, recipient);
    } catch (error) {
      deps.log.warn({ err: error, day, tries }, 'a report could not be mailed');
      const failure = failureOf(error, tries, waitMs);
      await deps.db.run(sql.updateFailed, [day, recipient, failure.fault, failure.waitMs]);
    }
  }
  return;
}

/** A day's report as it is mailed; the same to all. */
interface Letter {
  readonly day: string;
  readonly text: string;
  readonly pdf: Buffer;
  readonly xlsx: Buffer;
}

async function writeLetter(deps: Deps, day: string): Promise<Letter> {
  const report = await reportDay(deps, EVERYBODY, day);
  const [pdf, xlsx] = await Promise.all([
    deps.printer.print({ kind: 'day', report, ...printedNow(deps) }),
    buffer(dayBook(report, deps.config.timeZone)),
  ]);
  return { day, text: inWords(report), pdf, xlsx };
}

/** Mails a day's report to somebody. @throws what the mail server said. */
function sendDayReport(
  smtpUrl: string,
  { day, text, pdf, xlsx }: Letter,
  recipient: string,
  signal: AbortSignal,
): Promise<void> {
  const mail = {
    to: recipient,
    key: `day-${day}`,
    subject: `TraitorTrack: end of day ${day}`,
    text,
    attachments: [
      { filename: `day-${day}.pdf`, content: pdf, contentType: 'application/pdf' },
      { filename: `day-${day}.xlsx`, content: xlsx },
    ],
  };
  return sendMail(smtpUrl, mail, signal);
}

async function recordSent({ db }: Deps, day: string, recipient: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [mail] = await tx.run(sql.updateSent, [day, recipient]);
    if (mail !== undefined) await recordEvent(tx, 'report.sent', mail);
  });
}

/** When the next mail of a report is due; null when none waits. */
export async function nextReportMailAt(db: Queryable): Promise<string | null> {
  const [row] = await db.run(sql.findNextTry);
  return row?.at ?? null;
}

function inWords({ day, total, bills, doesNotAddUp }: DayReport): string {
  const { partFull, belowTarget, notBilled } = doesNotAddUp;
  const { scans, packed, filled, billed, refused } = total;
  const { new: created, processing, completed } = bills.byStatus;
  return [
    `End of day ${day}`,
    '',
    `${scans} scans, ${refused} of them refused.`,
    `${packed} children packed, ${filled} parents filled, ${billed} parents billed.`,
    `${bills.billCount} bills: ${created} new, ${processing} processing, ${completed} completed.`,
    `Weight on them: ${bills.actualWeightKg} of ${bills.expectedWeightKg} kg.`,
    '',
    'What does not add up:',
    `- ${partFull.count} part-full parents left open`,
    `- ${belowTarget.count} bills below their target`,
    `- ${notBilled.count} parents packed but not billed`,
    '',
    'More is in the files.',
    '',
  ].join('\n');
}

/**
 * Has a day's report mailed as soon as possible, also where it was sent before.
 * @throws {CodedError} mail_missing; not_possible without recipients, or for a day to come
 */
export async function requestMail(
  deps: Deps,
  wanted: { readonly day?: string; readonly to?: readonly string[] },
): Promise<ReportMail[]> {
  const { smtpUrl, timeZone } = deps.config;
  if (smtpUrl === null) throw mailMissing();
  const today = siteDayAt(Date.now(), timeZone);
  const day = wanted.day ?? today;
  if (day > today) throw impossible('/day', 'is still to come');
  const to = wanted.to ?? deps.catalogue.current.settings.dayReport?.to;
  if (to === undefined) throw impossible('/to', 'is required while the setting names nobody');
  return deps.db.transaction(async (tx) => {
    const mails = await tx.run(sql.insertMailsAgain, [day, to]);
    await wakeMailer(tx);
    return mails;
  });
}

function impossible(pointer: string, detail: string): CodedError {
  return new CodedError('not_possible', `${pointer} ${detail}`, { errors: [{ pointer, detail }] });
}

/** Some minutes after the first: a mail server that was restarted is back by then. */
const STUCK_TRIES = 4;
/** Nobody waits for an older report any more. */
const STUCK_DAYS = 7;

/** How many reports do not get through to their recipients, or will never. */
export async function countStuckMails(db: Queryable): Promise<number> {
  const [row] = await db.run(sql.countStuckMails, [STUCK_TRIES, STUCK_DAYS]);
  return row?.mails ?? 0;
}

const LIST = 'report mails';

/** A page of the mails, newest day first, and what the schedule is waiting for. */
export async function listMails(
  { lists, catalogue, config }: Deps,
  query: { readonly limit: number; readonly cursor?: string },
) {
  const schedule = catalogue.current.settings.dayReport;
  const page = await readPage<sql.MailRow>(
    null,
    readCursor(LIST, ['day', 'text'], query.cursor),
    query.limit,
    ({ key }, rowsMax) => lists.run(sql.listMails, [key?.[0] ?? null, key?.[1] ?? null, rowsMax]),
    ({ day, recipient }) => [day, recipient],
  );
  const next = schedule && nextReportAt(schedule, Date.now(), config.timeZone);
  return {
    items: page.rows,
    nextCursor: writeCursor(LIST, page.next),
    missing: config.smtpUrl === null ? MAIL_MISSING : null,
    nextAt: next === null ? null : new Date(next).toISOString(),
  };
}
