import type { Transaction } from '../db/database.ts';
import { faultOf } from '../db/fault.ts';
import type { Deps } from '../deps.ts';
import type { Monitor } from '../monitor/monitor.ts';
import * as sql from './alert.sql.ts';
import { alertOf } from './answer.ts';
import { ALERT_CHANNELS, type AlertEvent } from './channels.ts';
import { judge, type Standing } from './judge.ts';
import { measure } from './measure.ts';
import { causeOf, type Reading, type Rule } from './rules.ts';

/** An outage that nobody could store while it lasted. */
interface Outage {
  readonly startedAtMs: number;
  readonly seconds: number;
}

/**
 * Judges every few seconds, in one transaction, in whichever process comes first; what is known of
 * open alerts is in their rows, so that it matters to none which process it is.
 * @returns a function that ends it, and waits for what is under way.
 */
export function watchAlerts(deps: Deps, monitor: Monitor): () => Promise<void> {
  let awaySinceMs: number | null = null;
  let outage: Outage | null = null;
  let judging: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    const startedAtMs = Date.now();
    try {
      const events = await judgeAll(deps, monitor, () => {
        if (awaySinceMs === null) return outage;
        const seconds = (Date.now() - awaySinceMs) / 1_000;
        outage = { startedAtMs: awaySinceMs, seconds };
        awaySinceMs = null;
        return outage;
      });
      // Where another process had this turn, it is told in the next.
      if (events === null) return;
      outage = null;
      if (events.length > 0) deps.live.tellAlert();
    } catch (error) {
      if (faultOf(error)?.code === 'database_away') {
        if (awaySinceMs === null) deps.log.error('the database is away; alerts wait for it');
        awaySinceMs ??= startedAtMs;
      } else {
        deps.log.error({ err: error }, 'alerts could not be judged');
      }
    }
  };
  const timer = setInterval(() => {
    if (!deps.meter.isOn) return;
    judging ??= round().finally(() => {
      judging = null;
    });
  }, deps.config.watchMs.alerts).unref();
  return async () => {
    clearInterval(timer);
    await judging;
  };
}

/**
 * @param takeOutage called once the database answers.
 * @returns what has changed; null when another process judges at this moment.
 */
async function judgeAll(
  deps: Deps,
  monitor: Monitor,
  takeOutage: () => Outage | null,
): Promise<AlertEvent[] | null> {
  return deps.db.transaction(async (tx) => {
    const [turn] = await tx.run(sql.tryToJudge);
    // The database has answered.
    const outage = takeOutage();
    if (!turn?.is_mine) return null;
    const rules = await tx.run(sql.listRules);
    const open = await tx.run(sql.listOpenAlerts);
    const events: AlertEvent[] = [];
    for (const row of rules) {
      const rule = ruleOf(row);
      const sources = { deps, monitor, db: tx, awaySeconds: outage?.seconds ?? 0 };
      const readings = rule.isEnabled ? await measure(sources, rule) : [];
      if (readings === null) continue;
      const sinceMs = rule.key === 'database_away' ? outage?.startedAtMs : undefined;
      const standing = open.filter(({ rule: key }) => key === rule.key);
      events.push(...(await judgeRule({ deps, tx, rule, sinceMs }, readings, standing)));
    }
    for (const event of events) {
      for (const tell of ALERT_CHANNELS) await tell(deps, tx, event);
    }
    return events;
  });
}

export function ruleOf(row: sql.RuleRow): Rule {
  const { key, warning, critical } = row;
  return {
    key,
    warning,
    critical,
    windowSeconds: row.window_seconds,
    clearSeconds: row.clear_seconds,
    isEnabled: row.is_enabled,
  };
}

interface Judging {
  readonly deps: Deps;
  readonly tx: Transaction;
  readonly rule: Rule;
  /** When what is raised began, if that was not just now. */
  readonly sinceMs: number | undefined;
}

async function judgeRule(
  judging: Judging,
  readings: readonly Reading[],
  open: readonly sql.AlertRow[],
): Promise<AlertEvent[]> {
  const { rule } = judging;
  const byCause = new Map(readings.map((one) => [causeOf(rule.key, one.subject), one]));
  const events: (AlertEvent | null)[] = [];
  for (const row of open) {
    // A cause that is not measured any more is well.
    const reading = byCause.get(row.cause) ?? { subject: row.subject, value: 0 };
    byCause.delete(row.cause);
    events.push(await judgeOpen(judging, row, reading.value));
  }
  for (const reading of byCause.values()) events.push(await judgeNew(judging, reading));
  return events.filter((event) => event !== null);
}

async function judgeNew(
  { deps, tx, rule, sinceMs }: Judging,
  { subject, value }: Reading,
): Promise<AlertEvent | null> {
  const now = Date.now();
  const standing = judge(rule, value, null, now);
  if (standing === null) return null;
  const raisedAt = new Date(sinceMs ?? now).toISOString();
  const cause = causeOf(rule.key, subject);
  const values = [rule.key, cause, subject, standing.level, value, raisedAt];
  const [row] = await tx.run(sql.insertAlert, values);
  return row === undefined ? null : { kind: 'raised', alert: alertOf(row, deps) };
}

async function judgeOpen(
  { deps, tx, rule }: Judging,
  row: sql.AlertRow,
  value: number,
): Promise<AlertEvent | null> {
  const before: Standing = {
    level: row.level,
    calmSinceMs: row.calm_since === null ? null : Date.parse(row.calm_since),
  };
  const standing = judge(rule, value, before, Date.now());
  if (standing === null) {
    const [cleared] = await tx.run(sql.clearAlert, [row.id, value]);
    return cleared === undefined ? null : { kind: 'cleared', alert: alertOf(cleared, deps) };
  }
  const { level, calmSinceMs } = standing;
  const isSame = level === row.level && calmSinceMs === before.calmSinceMs;
  // What nobody would see is not written.
  if (isSame && Math.round(value) === Math.round(row.value)) return null;
  const calmSince = calmSinceMs === null ? null : new Date(calmSinceMs).toISOString();
  const [changed] = await tx.run(sql.updateAlert, [row.id, level, value, calmSince]);
  if (changed === undefined || level === row.level) return null;
  const kind = level === 'critical' ? 'worsened' : 'eased';
  return { kind, alert: alertOf(changed, deps) };
}
