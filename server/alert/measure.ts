import type { AlertRuleKey } from '#contract/alert.ts';
import type { Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { percent } from '../monitor/figures.ts';
import type { WindowView } from '../monitor/instances.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { countStuckMails } from '../report/mail.ts';
import { listRefusedShares, listUnsentScans } from '../station/station.ts';
import { countLastDifferences } from '../verify/runs.ts';
import { listFailingWebhooks } from '../webhook/webhook.ts';
import * as sql from './alert.sql.ts';
import { countFailedAlertMails } from './mail.ts';
import type { Reading, Rule } from './rules.ts';

/** What a rule looks at, and where from. */
export interface Sources {
  readonly deps: Deps;
  readonly monitor: Monitor;
  /** Where tables are read. */
  readonly db: Queryable;
  /** How long the database was away until just now; 0 when it was not. */
  readonly awaySeconds: number;
}

/** Fewer say nothing about a share, or about a 95th percentile. */
const REQUESTS_MIN = 20;
const SCANS_MIN = 20;

/**
 * What the rule's values are at this moment. A cause that is not among them is well.
 * @returns null when that is not known yet, so that nothing is raised and nothing ends.
 */
export async function measure(sources: Sources, rule: Rule): Promise<readonly Reading[] | null> {
  const ofWindow = OF_WINDOW[rule.key];
  if (ofWindow !== undefined) {
    const view = sources.monitor.instances.window(rule.windowSeconds);
    return view === null ? null : [{ subject: null, value: ofWindow(view) }];
  }
  const { db, deps } = sources;
  switch (rule.key) {
    case 'database_away':
      return [{ subject: null, value: sources.awaySeconds }];
    case 'station_unsent':
      return listUnsentScans(db, deps);
    case 'station_refused':
      return listRefusedShares(db, deps, rule.windowSeconds, SCANS_MIN);
    case 'verify_failed':
      return [{ subject: null, value: await countLastDifferences(db) }];
    case 'job_failed':
      return [
        ...(await listFailedJobs(db)),
        ...(await listFailingWebhooks(db)),
        ...(await listFailedMails(db)),
      ];
    default:
      throw new Error(`nothing measures the rule ${rule.key}`);
  }
}

/** Over all processes: the machine's figures are those of the worst machine. */
const OF_WINDOW: Partial<Readonly<Record<AlertRuleKey, (view: WindowView) => number>>> = {
  response_time: ({ latency }) => (latency.count < REQUESTS_MIN ? 0 : latency.p95Ms),
  error_rate: ({ figures: { errors, requests } }) =>
    requests < REQUESTS_MIN ? 0 : percent(errors, requests),
  cpu: ({ figures }) => figures.cpuPercent,
  memory: ({ figures }) => figures.memoryPercent,
  disk: ({ figures }) => figures.diskPercent,
  replication_lag: ({ figures }) => figures.replicationLagSeconds,
};

async function listFailedJobs(db: Queryable): Promise<Reading[]> {
  const [queue] = await db.run(sql.findJobQueue);
  if (!queue?.is_there) return [];
  const rows = await db.runText<sql.FailedJobsRow>(sql.FAILED_JOBS, []);
  return rows.map(({ task, jobs }) => ({ subject: task, value: jobs }));
}

/** Reports that no mail server takes, and alerts that nobody was told of. */
async function listFailedMails(db: Queryable): Promise<Reading[]> {
  return [
    { subject: 'report.mail', value: await countStuckMails(db) },
    { subject: 'alert.mail', value: await countFailedAlertMails(db) },
  ];
}
