import { describe, expect, test } from 'vitest';
import { ALERT_LEVELS } from '#contract/alert.ts';
import { type Alert, byUrgency, LEVELS, loudest } from './queries.ts';
import { isWarningHigh, levelOf, type RuleFields, settingOf } from './rule-fields.ts';

function alert(id: number, level: Alert['level'], raisedAt: string): Alert {
  return {
    ...{ id, level, raisedAt, rule: 'disk', subject: null, message: 'Disk in use: 90 %' },
    ...{ value: 90, worst: 91, unit: '%', clearedAt: null },
    ...{ acknowledgedAt: null, acknowledgedBy: null, acknowledgedNote: null },
  };
}

const old = alert(1, 'critical', '2026-11-23T08:00:00Z');
const whole = alert(2, 'warning', '2026-11-23T10:00:00Z');
const half = alert(3, 'warning', '2026-11-23T10:00:00.5Z');
const more = alert(4, 'warning', '2026-11-23T10:00:00.51Z');

describe('open alerts', () => {
  test('are the worse first, then the newer, to the part of a second', () => {
    for (const alerts of [
      [whole, half, more, old],
      [more, old, half, whole],
    ]) {
      expect(alerts.sort(byUrgency).map(({ id }) => id)).toEqual([1, 4, 3, 2]);
    }
  });

  test('make the bell as loud as the worst of them', () => {
    expect(loudest([])).toBeNull();
    expect(loudest([whole, half])).toBe('warning');
    expect(loudest([whole, old])).toBe('critical');
  });

  test('have the levels of the contract', () => {
    expect(LEVELS.toSorted()).toEqual(ALERT_LEVELS.toSorted());
  });
});

describe('a rule in its form', () => {
  const times = { windowSeconds: 60, clearSeconds: 60, isEnabled: true };
  const rule = (warning: number | null, critical: number | null): RuleFields => {
    return { warning, critical, ...times };
  };

  test.each([
    [70, 90, false],
    [90, 90, false],
    [91, 90, true],
    [0.2, 0.1, true],
    [null, 90, false],
    [99, null, false],
    [null, null, false],
  ])('a warning at %s and critical at %s: the warning is too high: %s', (warning, critical, is) => {
    expect(isWarningHigh(rule(warning, critical))).toBe(is);
  });

  test('keeps what can be set, always in the same order, so that a change can be seen', () => {
    const shown = { isEnabled: true, key: 'cpu', critical: 90, clearSeconds: 60, warning: 70 };
    const fields = settingOf({ ...shown, windowSeconds: 60 });
    expect(JSON.stringify(fields)).toBe(JSON.stringify(rule(70, 90)));
  });

  test('has no level while its field is empty or half typed', () => {
    expect([levelOf(''), levelOf('-'), levelOf(0), levelOf(12.5)]).toEqual([null, null, 0, 12.5]);
  });
});
