import type { Queryable, Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { failureOf, MAIL_CLAIM_MS, type MailTurn, sendMail } from '../mail/send-mail.ts';
import { wakeMailer } from '../mail/wake.ts';
import { MAIL_MISSING } from '../setting/setting.ts';
import { listAdminAddresses } from '../user/addresses.ts';
import type { AlertEvent } from './channels.ts';
import * as sql from './mail.sql.ts';

/** Who is mailed of alerts: those whom the setting names, else all admins with an address. */
export async function listRecipients(deps: Deps, db: Queryable): Promise<string[]> {
  return deps.catalogue.current.settings.alertMail?.to ?? (await listAdminAddresses(db));
}

/** Whether alerts are mailed, and to whom; `missing` says what keeps them from it. */
export async function getAlertMail(deps: Deps): Promise<{ missing: string | null; to: string[] }> {
  const to = await listRecipients(deps, deps.db);
  if (deps.config.smtpUrl === null) return { missing: MAIL_MISSING, to };
  return { missing: to.length === 0 ? NOBODY : null, to };
}

const NOBODY = 'Nobody is mailed: no admin has an e-mail address';

/** One mail to each recipient for each change of an alert, stored together with the change. */
export async function writeMails(deps: Deps, tx: Transaction, event: AlertEvent): Promise<void> {
  if (deps.config.smtpUrl === null) return;
  const to = await listRecipients(deps, tx);
  if (to.length === 0) return;
  const { subject, body } = inWords(event, deps.config.timeZone);
  await tx.run(sql.insertMails, [event.alert.id, to, subject, body]);
  await wakeMailer(tx);
}

const KINDS: Readonly<Record<AlertEvent['kind'], string>> = {
  raised: 'raised',
  worsened: 'now critical',
  eased: 'now only a warning',
  cleared: 'over',
};

function inWords({ kind, alert }: AlertEvent, timeZone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'long',
  });
  const worst = `${Math.round(alert.worst * 10) / 10} ${alert.unit}`.trim();
  return {
    subject: `TraitorTrack: alert ${KINDS[kind]}: ${alert.message}`,
    body: [
      alert.message,
      '',
      `Level: ${alert.level}`,
      `Raised: ${format.format(Date.parse(alert.raisedAt))}`,
      ...(alert.clearedAt === null ? [] : [`Over: ${format.format(Date.parse(alert.clearedAt))}`]),
      `Worst value: ${worst}`,
      '',
    ].join('\n'),
  };
}

/** Mails what is due. Any number of processes may do so: a mail is claimed by one. */
export async function mailDueAlerts(deps: Deps, { signal, waitMs }: MailTurn): Promise<void> {
  const { smtpUrl } = deps.config;
  if (smtpUrl === null) return;
  while (!signal.aborted) {
    const [claimed] = await deps.db.run(sql.claimMail, [MAIL_CLAIM_MS]);
    if (claimed === undefined) return;
    const { id, recipient: to, subject, body: text, tries } = claimed;
    try {
      await sendMail(smtpUrl, { to, subject, text, key: `alert-mail-${id}` }, signal);
      await deps.db.run(sql.updateSent, [id]);
    } catch (error) {
      deps.log.warn({ err: error, tries }, 'an alert could not be mailed');
      const failure = failureOf(error, tries, waitMs);
      await deps.db.run(sql.updateFailed, [id, failure.fault, failure.waitMs]);
    }
  }
}

/** When the next mail of an alert is due; null when none waits. */
export async function nextAlertMailAt(db: Queryable): Promise<string | null> {
  const [row] = await db.run(sql.findNextTry);
  return row?.at ?? null;
}

/** How many mails of alerts were given up within a day. */
export async function countFailedAlertMails(db: Queryable): Promise<number> {
  const [row] = await db.run(sql.countFailed);
  return row?.count ?? 0;
}

const KEPT_DAYS = 30;

export async function removeOldAlertMails(db: Queryable): Promise<void> {
  await db.run(sql.deleteOldMails, [KEPT_DAYS]);
}
