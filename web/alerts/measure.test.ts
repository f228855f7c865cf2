import { describe, expect, test } from 'vitest';
import { formatOf } from '../ui/format.ts';
import { measureOf } from './measure.ts';
import { type Alert, byUrgency, loudest } from './queries.ts';
import { isWarningHigh, levelOf, settingOf } from './rule-fields.ts';
import { RULE_KEYS, texts } from './text.ts';

const number = formatOf('en', 'Asia/Kolkata').number;
const shown = (value: number, unit: string, language: 'en' | 'hi' = 'en') =>
  measureOf(value, unit, texts[language], number).replaceAll('\u00a0', ' ');

describe('a value is told', () => {
  test.each([
    [240.26, 'ms', '240 ms'],
    [12.345, '%', '12.3 %'],
    [99.96, '%', '100 %'],
    [2, '', '2'],
    [12_345, '', '12,345'],
    [0, 's', '0 s'],
    [95.4, 's', '95 s'],
    [400, 's', '7 min'],
    [5_400, 's', '1.5 h'],
    [86_400, 's', '24 h'],
  ])('%d in %j as %s', (value, unit, words) => {
    expect(shown(value, unit)).toBe(words);
  });

  test('in Hindi, with the same digits', () => {
    expect(shown(400, 's', 'hi')).toBe('7 मिनट');
    expect(shown(240, 'ms', 'hi')).toBe('240 ms');
  });
});

const alertAt = (level: Alert['level'], raisedAt: string): Alert => ({
  id: 1,
  rule: 'cpu',
  level,
  subject: null,
  message: '',
  value: 1,
  worst: 1,
  unit: '%',
  raisedAt,
  clearedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  acknowledgedNote: null,
});

describe('the bell', () => {
  const early = alertAt('warning', '2026-11-23T08:00:00Z');
  const late = alertAt('warning', '2026-11-23T09:00:00Z');
  const bad = alertAt('critical', '2026-11-23T07:00:00Z');

  test('is as loud as the worst of what is open', () => {
    expect([loudest([]), loudest([early]), loudest([early, bad])]).toEqual([
      null,
      'warning',
      'critical',
    ]);
  });

  test('tells the worst first, then the newest', () => {
    expect([early, bad, late].toSorted(byUrgency)).toEqual([bad, late, early]);
  });
});

describe('the form of a rule', () => {
  const setting = {
    warning: 70,
    critical: 90,
    windowSeconds: 60,
    clearSeconds: 60,
    isEnabled: true,
  };

  test('says when a warning would come after the critical level', () => {
    expect(isWarningHigh(setting)).toBe(false);
    expect(isWarningHigh({ ...setting, warning: 91 })).toBe(true);
    expect(isWarningHigh({ ...setting, warning: 91, critical: null })).toBe(false);
    expect(isWarningHigh({ ...setting, warning: null })).toBe(false);
  });

  test('takes an empty field for never, and zero for zero', () => {
    expect([levelOf(''), levelOf('-'), levelOf(0), levelOf(5)]).toEqual([null, null, 0, 5]);
  });

  test('sends nothing of a rule but what can be set', () => {
    expect(settingOf({ ...setting, ...{ key: 'cpu', etag: '"1"' } })).toEqual(setting);
  });
});

test('every rule that the server knows has its words', () => {
  expect(RULE_KEYS).toHaveLength(11);
});
