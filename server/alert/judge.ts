import type { AlertLevel } from '#contract/alert.ts';
import { levelsOf, type Rule } from './rules.ts';

/** An alert that is open, as far as judging it goes. */
export interface Standing {
  readonly level: AlertLevel;
  /** Since when its value has been well below its level; null while it is not. */
  readonly calmSinceMs: number | null;
}

/** A value must fall so far below a level before the level counts as left. */
const CLEAR_SHARE = 0.9;

/**
 * What becomes of a cause when its value has been measured. An alert is raised, or gets worse, at
 * once, as the value is one over a window already. It gets better only after its value has stayed a
 * tenth below the level for the rule's time, so that a value that swings is one alert.
 * @param standing null when no alert is open.
 * @returns null when none is open any more.
 */
export function judge(
  rule: Rule,
  value: number,
  standing: Standing | null,
  nowMs: number,
): Standing | null {
  if (!rule.isEnabled) return null;
  const reached = levelAt(rule, value);
  if (standing === null) return reached === null ? null : { level: reached, calmSinceMs: null };
  if (reached === 'critical' && standing.level === 'warning') {
    return { level: 'critical', calmSinceMs: null };
  }
  // The level that still holds when levels hold a tenth longer than they take to be reached.
  const held = levelAt(rule, value / CLEAR_SHARE);
  if (held === standing.level || held === 'critical') return { ...standing, calmSinceMs: null };
  const calmSinceMs = standing.calmSinceMs ?? nowMs;
  const isOver = nowMs - calmSinceMs >= rule.clearSeconds * 1_000;
  if (!isOver) return { ...standing, calmSinceMs };
  return held === null ? null : { level: held, calmSinceMs: null };
}

function levelAt(rule: Rule, value: number): AlertLevel | null {
  return levelsOf(rule).find(([, from]) => value >= from)?.[0] ?? null;
}
