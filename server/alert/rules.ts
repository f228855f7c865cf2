import type { AlertLevel, AlertRuleKey } from '#contract/alert.ts';

/** A rule as it is set. */
export interface Rule {
  readonly key: AlertRuleKey;
  readonly warning: number | null;
  readonly critical: number | null;
  readonly windowSeconds: number;
  readonly clearSeconds: number;
  readonly isEnabled: boolean;
}

/** One value that a rule looks at; of rules with several things, one for each. */
export interface Reading {
  /** Such as a station; null where there is only one. */
  readonly subject: string | null;
  readonly value: number;
}

/** What can be set of a rule. */
type RuleSetting = Omit<Rule, 'key'>;

const setting = (
  warning: number | null,
  critical: number | null,
  windowSeconds: number,
  clearSeconds: number,
): RuleSetting => ({ warning, critical, windowSeconds, clearSeconds, isEnabled: true });

/** As the migrations set them: whoever has turned a rule too far finds the way back here. */
export const RULE_DEFAULTS: Readonly<Record<AlertRuleKey, RuleSetting>> = {
  response_time: setting(100, 200, 60, 60),
  cpu: setting(70, 90, 60, 60),
  memory: setting(80, 95, 60, 60),
  error_rate: setting(1, 5, 60, 60),
  database_away: setting(null, 5, 1, 60),
  replication_lag: setting(10, 60, 60, 60),
  disk: setting(85, 95, 60, 60),
  job_failed: setting(1, null, 1, 60),
  station_unsent: setting(300, 1_800, 1, 60),
  station_refused: setting(8, null, 900, 300),
  verify_failed: setting(null, 1, 1, 60),
};

const WORDS: Readonly<Record<AlertRuleKey, readonly [title: string, unit: string]>> = {
  response_time: ['Response time, 95th percentile', 'ms'],
  cpu: ['Processors in use', '%'],
  memory: ['Memory in use', '%'],
  error_rate: ['Requests that failed', '%'],
  database_away: ['The database was away for', 's'],
  replication_lag: ['The replica is behind by', 's'],
  disk: ['Disk in use', '%'],
  job_failed: ['Jobs that failed for good', ''],
  station_unsent: ['Unsent scans, the oldest for', 's'],
  station_refused: ['Scans refused', '%'],
  verify_failed: ['Differences found by verify', ''],
};

export function titleOf(rule: AlertRuleKey): string {
  return WORDS[rule][0].replace(/( for| by)$/, '');
}

export function unitOf(rule: AlertRuleKey): string {
  return WORDS[rule][1];
}

/** `Response time, 95th percentile: 240 ms`, `indore/bench 3: Scans refused: 12 %`. */
export function messageOf(rule: AlertRuleKey, subject: string | null, value: number): string {
  const [title, unit] = WORDS[rule];
  const shown = Math.round(value * 10) / 10;
  const where = subject === null ? '' : `${subject}: `;
  return `${where}${title}${/( for| by)$/.test(title) ? '' : ':'} ${shown} ${unit}`.trim();
}

/** What an alert is about; only one of a cause is open. */
export function causeOf(rule: AlertRuleKey, subject: string | null): string {
  return subject === null ? rule : `${rule}:${subject}`;
}

export function levelsOf({ warning, critical }: Rule): readonly (readonly [AlertLevel, number])[] {
  return [
    ...(critical === null ? [] : [['critical', critical] as const]),
    ...(warning === null ? [] : [['warning', warning] as const]),
  ];
}
