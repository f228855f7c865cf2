import type { Static } from 'typebox';
import type {
  Alert,
  AlertRule,
  AlertRuleKey,
  listAlerts as listEndpoint,
  RuleChange,
} from '#contract/alert.ts';
import type { By } from '../audit/audit.ts';
import { diffOf } from '../audit/diff.ts';
import { makeParameters } from '../db/parameters.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { periodOf } from '../list/period.ts';
import { type Place, readPage } from '../list/search.ts';
import * as sql from './alert.sql.ts';
import { alertOf } from './answer.ts';
import { RULE_DEFAULTS, titleOf, unitOf } from './rules.ts';
import { ruleOf } from './watch.ts';

/** A rule and its version, for the entity tag. */
export type ShownRule = Omit<AlertRule, 'etag'> & { readonly version: number };

export async function listRules({ db }: Deps): Promise<ShownRule[]> {
  return (await db.run(sql.listRules)).map(shownOf);
}

export async function getRule(deps: Deps, key: AlertRuleKey): Promise<ShownRule> {
  const found = (await listRules(deps)).find((rule) => rule.key === key);
  if (found === undefined) throw new CodedError('not_found', 'There is no such rule');
  return found;
}

/**
 * Changes what `change` names; all processes read it before they judge the next time.
 * @throws {CodedError} etag_mismatch, not_possible for a warning above the critical level
 */
export async function changeRule(
  deps: Deps,
  by: By,
  key: AlertRuleKey,
  change: RuleChange,
  expectVersion: (version: number) => void,
): Promise<ShownRule> {
  return deps.db.transaction(async (tx) => {
    const [row] = await tx.run(sql.lockRule, [key]);
    if (row === undefined) throw new CodedError('not_found', 'There is no such rule');
    expectVersion(row.version);
    const before = ruleOf(row);
    const wanted = { ...before, ...change };
    const diff = diffOf(before, wanted);
    if (diff === null) return shownOf(row);
    const { warning, critical, windowSeconds, clearSeconds, isEnabled } = wanted;
    const values = [key, warning, critical, windowSeconds, clearSeconds, isEnabled];
    const [changed] = await tx.run(sql.updateRule, values);
    if (changed === undefined) throw new Error('a locked rule is there');
    const { person, ip } = by;
    const entry = { actor: person.username, subject: `alert_rule:${key}`, ip };
    await deps.audit.record(tx, { ...entry, action: 'alert_rule.change', ...diff });
    return shownOf(changed);
  });
}

function shownOf(row: sql.RuleRow): ShownRule {
  const rule = ruleOf(row);
  const { key } = rule;
  const words = { title: titleOf(key), unit: unitOf(key) };
  return { ...rule, ...words, default: RULE_DEFAULTS[key], version: row.version };
}

type Query = Static<typeof listEndpoint.query>;

const LIST = 'alerts';

/** A page of alerts, newest first. @throws {CodedError} bad_cursor */
export async function listAlerts(
  deps: Deps,
  query: Query,
): Promise<{ items: Alert[]; nextCursor: string | null }> {
  const page = await readPage<sql.AlertRow>(
    null,
    readCursor(LIST, ['instant', 'integer'], query.cursor),
    query.limit,
    (place, rowsMax) => {
      const { text, values } = textOf(query, deps.config.timeZone, place, rowsMax);
      return deps.db.runText(text, values);
    },
    ({ raised_at, id }) => [raised_at, String(id)],
  );
  return {
    items: page.rows.map((row) => alertOf(row, deps)),
    nextCursor: writeCursor(LIST, page.next),
  };
}

function textOf(
  { state, level, rule, ...query }: Query,
  timeZone: string,
  place: Place,
  rowsMax: number,
) {
  const { add, values } = makeParameters();
  const { from, to } = periodOf(query, timeZone);
  const conditions: string[] = ['true'];
  if (state !== undefined) {
    conditions.push(`cleared_at is ${state === 'open' ? 'null' : 'not null'}`);
  }
  if (level !== undefined) conditions.push(`level = ${add(level)}`);
  if (rule !== undefined) conditions.push(`rule = ${add(rule)}`);
  if (from !== null) conditions.push(`raised_at >= ${add(from)}`);
  if (to !== null) conditions.push(`raised_at < ${add(to)}`);
  if (place.key !== null) {
    const [raisedAt, id] = place.key;
    conditions.push(`(raised_at, id) < (${add(raisedAt)}, ${add(id)})`);
  }
  const text = `select ${sql.ALERT_COLUMNS} from alert where ${conditions.join(' and ')}
    order by raised_at desc, id desc limit ${add(rowsMax)}`;
  return { text, values };
}

/** @param note what they say about it. @throws {CodedError} alert_unknown */
export async function acknowledgeAlert(deps: Deps, by: By, id: number, note = ''): Promise<Alert> {
  const { person, ip } = by;
  const words = note.trim() || null;
  const row = await deps.db.transaction(async (tx) => {
    const [found] = await tx.run(sql.acknowledgeAlert, [id, person.userId, words]);
    if (found === undefined) throw new CodedError('alert_unknown', 'There is no such alert');
    const entry = { actor: person.username, subject: `alert:${id}`, ip };
    const after = words === null ? {} : { after: { note: words } };
    if (found.is_first) {
      await deps.audit.record(tx, { ...entry, action: 'alert.acknowledge', ...after });
    }
    return found;
  });
  deps.live.tellAlert();
  return alertOf(row, deps);
}
