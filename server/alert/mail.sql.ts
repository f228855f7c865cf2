import { statement } from '../db/statement.ts';

/** Statements on the mails of alerts. */

/** $1 alert, $2 recipients, $3 subject, $4 body. */
export const insertMails = statement(
  'alert-insert-mails',
  `insert into alert_mail (alert_id, recipient, subject, body)
   select $1, recipient, $3, $4 from unnest($2::text[]) as recipient`,
);

export interface ClaimedMailRow {
  readonly id: number;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly tries: number;
}

/** $1 for how many milliseconds it is ours. Who asks at the same time gets another, or none. */
export const claimMail = statement<ClaimedMailRow>(
  'alert-claim-mail',
  `update alert_mail set tries = tries + 1, next_try_at = now() + $1 * interval '1 ms'
   where id = (
     select id from alert_mail where state = 'waiting' and next_try_at <= now()
     order by next_try_at, id limit 1 for update skip locked
   )
   returning id, recipient, subject, body, tries`,
);

/** $1 id. */
export const updateSent = statement(
  'alert-update-mail-sent',
  `update alert_mail set state = 'sent', last_fault = null, next_try_at = null, ended_at = now()
   where id = $1`,
);

/** $1 id, $2 what went wrong, $3 milliseconds until the next try; null for none. */
export const updateFailed = statement(
  'alert-update-mail-failed',
  `update alert_mail set state = case when $3::integer is null then 'failed' else 'waiting' end,
     last_fault = $2, next_try_at = now() + $3::integer * interval '1 ms',
     ended_at = case when $3::integer is null then now() end
   where id = $1`,
);

export const findNextTry = statement<{ readonly at: string | null }>(
  'alert-find-next-mail',
  `select min(next_try_at) as at from alert_mail where state = 'waiting'`,
);

/** Given up within a day. */
export const countFailed = statement<{ readonly count: number }>(
  'alert-count-failed-mails',
  `select count(*)::int as count from alert_mail
   where state = 'failed' and ended_at > now() - interval '1 day'`,
);

/** $1 days. */
export const deleteOldMails = statement(
  'alert-delete-old-mails',
  `delete from alert_mail where state <> 'waiting' and ended_at < now() - $1 * interval '1 day'`,
);
