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
