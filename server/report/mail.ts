import { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createTransport } from 'nodemailer';
import type { DayReport, ReportMail } from '#contract/report.ts';
import type { Actor } from '#domain/permission.ts';
import { dueReportDay, nextReportAt } from '#domain/report-schedule.ts';
import { siteDayAt } from '#domain/site-day.ts';
import type { Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { readPage } from '../list/search.ts';
import { printedNow } from '../paper/paper.ts';
import { MAIL_MISSING, mailMissing } from '../setting/setting.ts';
import { dayBook } from './book.ts';
import * as sql from './mail.sql.ts';
import { reportDay } from './report.ts';

/** The report that is mailed is everybody's, of all areas. */
const EVERYBODY: Actor = { userId: 0, role: 'admin', areaId: null };

const SMTP_WAIT_MS = 30_000;
/** Whoever claimed a mail and did not say how it went after so long has died. */
const CLAIM_MS = 300_000;
/** The last try is some nine hours after the first. */
const TRIES_MAX = 14;
const RETRY_MS_MIN = 60_000;
const RETRY_MS_MAX = 3_600_000;

/** How long to wait after so many tries: a minute, two, four, at most an hour. */
export function retryWaitMs(tries: number): number {
  return Math.min(RETRY_MS_MIN * 2 ** (tries - 1), RETRY_MS_MAX);
}

/**
 * Notes what the schedule wants mailed by now, and mails what is due. Any number of processes may
 * do so at the same time: a mail is one row, and one process claims it.
 * @param waitMs how long to wait after so many tries.
 * @returns how many mails were sent.
 */
export async function mailDueReports(
  deps: Deps,
  now: number,
  { signal, waitMs }: { readonly signal: AbortSignal; readonly waitMs: (tries: number) => number },
): Promise<number> {
  const { smtpUrl, timeZone } = deps.config;
  if (smtpUrl === null) return 0;
  const schedule = deps.catalogue.current.settings.dayReport;
  const dueDay = schedule === null ? null : dueReportDay(schedule, now, timeZone);
  if (schedule !== null && dueDay !== null) {
    await deps.db.run(sql.insertMails, [dueDay, schedule.to]);
  }
  let sent = 0;
  const letters = new Map<string, Promise<Letter>>();
  while (!signal.aborted) {
    const [claimed] = await deps.db.run(sql.claimMail, [CLAIM_MS]);
    if (claimed === undefined) return sent;
    const { day, recipient, tries } = claimed;
    try {
      const letter = letters.get(day) ?? writeLetter(deps, day);
      letters.set(day, letter);
      await sendDayReport(smtpUrl, await letter, recipient, signal);
      await deps.db.run(sql.updateSent, [day, recipient]);
      sent++;
    } catch (error) {
      deps.log.warn({ err: error, day, tries }, 'a report could not be mailed');
      const isLast = tries >= TRIES_MAX || isForGood(error);
      const wait = isLast ? null : waitMs(tries);
      await deps.db.run(sql.updateFailed, [day, recipient, faultOf(error), wait]);
    }
  }
  return sent;
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
async function sendDayReport(
  smtpUrl: string,
  letter: Letter,
  recipient: string,
  signal: AbortSignal,
): Promise<void> {
  const { day, text, pdf, xlsx } = letter;
  // Ours, so that a server that stops does not wait for one that does not answer.
  const socket = new Socket();
  const hangUp = () => socket.destroy();
  signal.addEventListener('abort', hangUp);
  const transport = createTransport({
    url: smtpUrl,
    socket,
    connectionTimeout: SMTP_WAIT_MS,
    greetingTimeout: SMTP_WAIT_MS,
    socketTimeout: SMTP_WAIT_MS,
  });
  const from = senderOf(smtpUrl);
  try {
    await transport.sendMail({
      from,
      to: recipient,
      subject: `TraitorTrack: end of day ${day}`,
      // The same each time: a mail that is sent twice after a crash is shown once.
      messageId: `<day-${day}.${encodeURIComponent(recipient)}@${hostOf(from)}>`,
      text,
      attachments: [
        { filename: `day-${day}.pdf`, content: pdf, contentType: 'application/pdf' },
        { filename: `day-${day}.xlsx`, content: xlsx },
      ],
    });
  } finally {
    signal.removeEventListener('abort', hangUp);
  }
}

/** `?from=` of the URL, else its user where that is an address, else one at its host. */
function senderOf(smtpUrl: string): string {
  const { searchParams, username, hostname } = new URL(smtpUrl);
  const user = decodeURIComponent(username);
  return searchParams.get('from') ?? (user.includes('@') ? user : `traitortrack@${hostname}`);
}

function hostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).replaceAll(/[^A-Za-z0-9.-]/g, '');
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

/** The server refuses the mail, and will refuse it again (RFC 5321, 4.2.1). */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error)) return false;
  const isRecipient = 'command' in error && error.command === 'RCPT TO';
  return isRecipient && Number(error.responseCode) >= 500;
}

const FAULT_LENGTH_MAX = 500;

function faultOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, FAULT_LENGTH_MAX);
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
  return deps.db.run(sql.insertMailsAgain, [day, to]);
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
