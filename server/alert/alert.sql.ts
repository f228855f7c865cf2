import type { AlertLevel, AlertRuleKey } from '#contract/alert.ts';
import { statement } from '../db/statement.ts';

export interface RuleRow {
  readonly key: AlertRuleKey;
  readonly warning: number | null;
  readonly critical: number | null;
  readonly window_seconds: number;
  readonly clear_seconds: number;
  readonly is_enabled: boolean;
  readonly version: number;
}

const RULE_COLUMNS = 'key, warning, critical, window_seconds, clear_seconds, is_enabled, version';

export const listRules = statement<RuleRow>(
  'alert-list-rules',
  `select ${RULE_COLUMNS} from alert_rule order by key`,
);

/** $1 key. Whoever else would change it waits until this transaction ends. */
export const lockRule = statement<RuleRow>(
  'alert-lock-rule',
  `select ${RULE_COLUMNS} from alert_rule where key = $1 for no key update`,
);

/** $1 key, $2 warning, $3 critical, $4 window, $5 time to clear, $6 whether it is on. */
export const updateRule = statement<RuleRow>(
  'alert-update-rule',
  `update alert_rule set warning = $2, critical = $3, window_seconds = $4, clear_seconds = $5,
     is_enabled = $6, version = version + 1
   where key = $1 returning ${RULE_COLUMNS}`,
);

export interface AlertRow {
  readonly id: number;
  readonly rule: AlertRuleKey;
  readonly cause: string;
  readonly subject: string | null;
  readonly level: AlertLevel;
  readonly value: number;
  readonly worst: number;
  readonly raised_at: string;
  readonly calm_since: string | null;
  readonly cleared_at: string | null;
  readonly acknowledged_at: string | null;
  readonly acknowledged_by: number | null;
  readonly acknowledged_note: string | null;
}

export const ALERT_COLUMNS = `id, rule, cause, subject, level, value, worst, raised_at, calm_since,
  cleared_at, acknowledged_at, acknowledged_by, acknowledged_note`;

/** Until the transaction ends, no other process judges. */
export const tryToJudge = statement<{ readonly is_mine: boolean }>(
  'alert-try-to-judge',
  `select pg_try_advisory_xact_lock(hashtext('alert')) as is_mine`,
);

export const listOpenAlerts = statement<AlertRow>(
  'alert-list-open',
  `select ${ALERT_COLUMNS} from alert where cleared_at is null order by id`,
);

/** $1 rule, $2 cause, $3 subject, $4 level, $5 value, $6 since when. */
export const insertAlert = statement<AlertRow>(
  'alert-insert',
  `insert into alert (rule, cause, subject, level, value, worst, raised_at)
   values ($1, $2, $3, $4, $5, $5, $6)
   on conflict (cause) where cleared_at is null do nothing
   returning ${ALERT_COLUMNS}`,
);

/** $1 id, $2 level, $3 value, $4 since when it is calm. */
export const updateAlert = statement<AlertRow>(
  'alert-update',
  `update alert set level = $2, value = $3, worst = greatest(worst, $3), calm_since = $4
   where id = $1 returning ${ALERT_COLUMNS}`,
);

/** $1 id, $2 value. */
export const clearAlert = statement<AlertRow>(
  'alert-clear',
  `update alert set cleared_at = now(), value = $2 where id = $1 returning ${ALERT_COLUMNS}`,
);

/** $1 id, $2 user, $3 their words. The first name stays, and what was said with it. */
export const acknowledgeAlert = statement<AlertRow & { readonly is_first: boolean }>(
  'alert-acknowledge',
  `update alert set acknowledged_at = coalesce(alert.acknowledged_at, now()),
     acknowledged_by = coalesce(alert.acknowledged_by, $2),
     acknowledged_note = case when is_first then $3 else alert.acknowledged_note end
   from (select id as known, acknowledged_at is null as is_first from alert where id = $1
     for update) as before
   where id = known
   returning ${ALERT_COLUMNS}, is_first`,
);

/** Whether there is a queue of jobs, and this role may look into it. */
export const findJobQueue = statement<{ readonly is_there: boolean }>(
  'alert-find-job-queue',
  `select exists (
     select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = 'graphile_worker' and relname = 'jobs'
       and has_schema_privilege(pg_namespace.oid, 'usage')
       and has_table_privilege(pg_class.oid, 'select')
   ) as is_there`,
);

export interface FailedJobsRow {
  readonly task: string;
  readonly jobs: number;
}

/** Text and not a named statement: it cannot be planned where there is no queue. */
export const FAILED_JOBS = `
  select task_identifier as task, count(*)::int as jobs from graphile_worker.jobs
  where attempts >= max_attempts and last_error is not null and locked_at is null
  group by task_identifier`;
