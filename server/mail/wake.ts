import type { Queryable } from '../db/database.ts';
import { statement } from '../db/statement.ts';

/** The task that mails what is due, whatever it is. */
export const MAIL_TASK = 'mail';

/** $1 when; null for now. One job is enough for all mails; one that waits is not put off. */
const addJob = statement(
  'mail-add-job',
  `select from graphile_worker.add_job('${MAIL_TASK}', job_key := 'mail', max_attempts := 3,
     run_at := coalesce($1::timestamptz, now()),
     job_key_mode := case when $1::timestamptz is null then 'replace' else 'preserve_run_at' end)`,
);

/** Has the mails that are due sent once this is committed. @param at null for now. */
export async function wakeMailer(db: Queryable, at: string | null = null): Promise<void> {
  await db.run(addJob, [at]);
}
