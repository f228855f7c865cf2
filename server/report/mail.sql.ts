import type { ReportMail } from '#contract/report.ts';
import { statement } from '../db/statement.ts';

/** Statements on mailed reports. */

export type MailRow = ReportMail;

const COLUMNS = `day, recipient, state, tries, last_fault as "lastFault",
  next_try_at as "nextTryAt", sent_at as "sentAt"`;

/** $1 day, $2 recipients. Those who have one are left as they are. */
export const insertMails = statement(
  'report-insert-mails',
  `insert into report_mail (day, recipient) select $1, unnest($2::text[])
   on conflict (day, recipient) do nothing`,
);

/** $1 day, $2 recipients. Those who have one get another. */
export const insertMailsAgain = statement<MailRow>(
  'report-insert-mails-again',
  `insert into report_mail (day, recipient) select distinct $1::date, unnest($2::text[])
   on conflict (day, recipient) do update set state = 'waiting', tries = 0, last_fault = null,
     next_try_at = now(), sent_at = null
   returning ${COLUMNS}`,
);

/**
 * $1 for how many milliseconds it is ours. Takes one that is due: whoever asks at the same time
 * gets another one, or none.
 */
export const claimMail = statement<{ day: string; recipient: string; tries: number }>(
  'report-claim-mail',
  `update report_mail set tries = tries + 1, next_try_at = now() + $1 * interval '1 ms'
   where (day, recipient) = (
     select day, recipient from report_mail where state = 'waiting' and next_try_at <= now()
     order by next_try_at limit 1 for update skip locked
   )
   returning day, recipient, tries`,
);

/** $1 day, $2 recipient. */
export const updateSent = statement<MailRow>(
  'report-update-sent',
  `update report_mail set state = 'sent', last_fault = null, next_try_at = null, sent_at = now()
   where day = $1 and recipient = $2
   returning ${COLUMNS}`,
);

/** $1 day, $2 recipient, $3 what went wrong, $4 milliseconds until the next try; null for none. */
export const updateFailed = statement(
  'report-update-failed',
  `update report_mail set state = case when $4::integer is null then 'failed' else 'waiting' end,
     last_fault = $3, next_try_at = now() + $4::integer * interval '1 ms'
   where day = $1 and recipient = $2`,
);

/** $1 tries in vain from which on it is told, $2 days. Those that are given up are among them. */
export const countStuckMails = statement<{ readonly mails: number }>(
  'report-count-stuck-mails',
  `select count(*)::int as mails from report_mail
   where day > current_date - $2::integer and last_fault is not null
     and (state = 'failed' or (state = 'waiting' and tries >= $1))`,
);

/** $1 and $2 day and recipient to go on after, or null, $3 rows. */
export const listMails = statement<MailRow>(
  'report-list-mails',
  `select ${COLUMNS} from report_mail
   where $1::date is null or (day, recipient) < ($1, $2)
   order by day desc, recipient desc limit $3`,
);

export const findNextTry = statement<{ readonly at: string | null }>(
  'report-find-next-mail',
  `select min(next_try_at) as at from report_mail where state = 'waiting'`,
);
