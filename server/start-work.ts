import { mailDueAlerts, nextAlertMailAt, removeOldAlertMails } from './alert/mail.ts';
import { startFollowing } from './bag/follow.ts';
import type { Deps } from './deps.ts';
import { startJobs, type Task } from './jobs/jobs.ts';
import { type MailTurn, mailWaitMs } from './mail/send-mail.ts';
import { MAIL_TASK, wakeMailer } from './mail/wake.ts';
import { mailDueReports, nextReportMailAt } from './report/mail.ts';
import { DELIVERY_TIMES, type DeliveryTimes, deliver } from './webhook/deliver.ts';
import { removeOldEvents, startWebhooks, WEBHOOK_TASK } from './webhook/start.ts';

/** How long everything takes; tests are in more of a hurry. */
export interface WorkTimes {
  readonly delivery: DeliveryTimes;
  /** How long a mail waits after so many tries. */
  readonly mailWaitMs: (tries: number) => number;
  /** How often it is looked for what is to be tried again. */
  readonly pollIntervalMs: number;
  /** How often the ledger is read for events. */
  readonly feedIntervalMs: number;
  /** How often deliveries are looked for that a server has left when it died. */
  readonly sweepIntervalMs: number;
  /** How often it is looked for what follows the scans. */
  readonly followIntervalMs: number;
}

const TIMES: WorkTimes = {
  delivery: DELIVERY_TIMES,
  mailWaitMs,
  pollIntervalMs: 2_000,
  feedIntervalMs: 1_000,
  sweepIntervalMs: 15_000,
  followIntervalMs: 2_000,
};

/** Most of the time of a job is waiting for somebody else's server. */
const JOBS_AT_ONCE = 10;

const TIDY_TASK = 'tidy';
/** By the clock of the world: the schedule of reports is looked at each minute. */
const CRONTAB = `* * * * * ${MAIL_TASK} ?jobKey=${MAIL_TASK}\n23 3 * * * ${TIDY_TASK} ?fill=1d`;

/**
 * Works on mails, webhooks and what lists and searches look in, beside whatever other processes on
 * the database do so.
 * @returns a function that stops it: what is under way is left to others, or to the next start.
 */
export async function startWork(deps: Deps, changed: Partial<WorkTimes> = {}) {
  const times = { ...TIMES, ...changed };
  const tasks: Readonly<Record<string, Task>> = {
    [MAIL_TASK]: (_payload, signal) => mail(deps, { signal, waitMs: times.mailWaitMs }),
    [WEBHOOK_TASK]: (payload, stopping) => deliver(deps, idIn(payload), times.delivery, stopping),
    [TIDY_TASK]: async (_payload, stopping) => {
      await removeOldEvents(deps, stopping);
      await removeOldAlertMails(deps.db);
    },
  };
  const stopJobs = startJobs({
    connection: deps.connections.primary,
    log: deps.log,
    concurrency: JOBS_AT_ONCE,
    pollIntervalMs: times.pollIntervalMs,
    crontab: CRONTAB,
    tasks,
  });
  const stopWebhooks = startWebhooks(deps, times);
  const stopFollowing = startFollowing(deps, times.followIntervalMs);
  // What became due while no server ran does not wait for the next minute.
  await wakeMailer(deps.db).catch((error) => deps.log.warn({ err: error }, 'mails must wait'));
  return async (): Promise<void> => {
    await stopFollowing();
    await stopWebhooks();
    await stopJobs();
  };
}

async function mail(deps: Deps, turn: MailTurn): Promise<void> {
  await mailDueReports(deps, Date.now(), turn);
  await mailDueAlerts(deps, turn);
  if (deps.config.smtpUrl === null) return;
  const next = [await nextReportMailAt(deps.db), await nextAlertMailAt(deps.db)];
  const [soonest] = next.filter((at) => at !== null).sort();
  if (soonest !== undefined) await wakeMailer(deps.db, soonest);
}

function idIn(payload: unknown): number {
  if (typeof payload === 'object' && payload !== null && 'id' in payload) return Number(payload.id);
  throw new Error('a job without the id of a delivery');
}
