import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge, type Standing } from './judge.ts';
import { messageOf, type Rule, titleOf } from './rules.ts';

const RULE: Rule = {
  key: 'response_time',
  warning: 100,
  critical: 200,
  windowSeconds: 60,
  clearSeconds: 60,
  isEnabled: true,
};

/** Judges a value each second. @returns what stood after each. */
function judgeAll(values: readonly number[], rule = RULE): (Standing | null)[] {
  let standing: Standing | null = null;
  return values.map((value, second) => {
    standing = judge(rule, value, standing, second * 1_000);
    return standing;
  });
}

const levelsAfter = (values: readonly number[], rule = RULE) =>
  judgeAll(values, rule).map((standing) => standing?.level ?? null);

const seconds = (count: number, value: number): number[] => Array(count).fill(value);

describe('an alert', () => {
  test('is raised at once at the level that is reached', () => {
    expect(levelsAfter([99, 100])).toEqual([null, 'warning']);
    expect(levelsAfter([500])).toEqual(['critical']);
  });

  test('gets worse at once', () => {
    expect(levelsAfter([150, 201])).toEqual(['warning', 'critical']);
  });

  test('ends after its time well below the level, and not before', () => {
    const levels = levelsAfter([150, ...seconds(61, 50)]);
    expect(levels.slice(0, -1)).toEqual(seconds(61, 0).map(() => 'warning'));
    expect(levels.at(-1)).toBeNull();
  });

  test('does not end while the value is only just below the level', () => {
    expect(levelsAfter([150, ...seconds(500, 95)]).at(-1)).toBe('warning');
  });

  test('waits anew after each value that is too high', () => {
    const levels = levelsAfter([150, ...seconds(59, 50), 95, ...seconds(60, 50)]);
    expect(levels.at(-1)).toBe('warning');
  });

  test('that was critical becomes a warning first where the value still is one', () => {
    const levels = levelsAfter([250, ...seconds(61, 120), ...seconds(61, 10)]);
    expect([levels[60], levels[61], levels.at(-2), levels.at(-1)]).toEqual([
      'critical',
      'warning',
      'warning',
      null,
    ]);
  });

  test('of a rule that was switched off ends, and none is raised', () => {
    const off = { ...RULE, isEnabled: false };
    expect(judge(off, 500, { level: 'critical', calmSinceMs: null }, 0)).toBeNull();
    expect(judge(off, 500, null, 0)).toBeNull();
  });

  test('of a rule with one level has that one', () => {
    expect(levelsAfter([7, 8, 900], { ...RULE, warning: 8, critical: null })).toEqual([
      null,
      'warning',
      'warning',
    ]);
    expect(levelsAfter([0, 1], { ...RULE, warning: null, critical: 1 })).toEqual([
      null,
      'critical',
    ]);
    expect(levelsAfter([1e9], { ...RULE, warning: null, critical: null })).toEqual([null]);
  });
});

const anyRule = fc
  .record({
    warning: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
    more: fc.integer({ min: 0, max: 100 }),
    hasCritical: fc.boolean(),
    clearSeconds: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ warning, more, hasCritical, clearSeconds }) => {
    const critical = hasCritical || warning === null ? (warning ?? 1) + more : null;
    return { ...RULE, warning, critical, clearSeconds };
  });
const values = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 300 });

describe('whatever the values are', () => {
  test('an alert that ends was well below its level for all of its time', () => {
    fc.assert(
      fc.property(anyRule, values, (rule, all) => {
        const lowest = rule.warning ?? rule.critical ?? 0;
        const standings = judgeAll(all, rule);
        for (const [at, standing] of standings.entries()) {
          const hasEnded = at > 0 && standing === null && standings[at - 1] !== null;
          if (!hasEnded) continue;
          const before = all.slice(at - rule.clearSeconds, at + 1);
          expect(before).toHaveLength(rule.clearSeconds + 1);
          for (const value of before) expect(value).toBeLessThan(lowest * 0.9 + 1e-9);
        }
      }),
    );
  });

  test('it never gets better twice within its time: nothing flaps', () => {
    fc.assert(
      fc.property(anyRule, values, (rule, all) => {
        const rank = { warning: 1, critical: 2 };
        const ranks = judgeAll(all, rule).map((one) => (one === null ? 0 : rank[one.level]));
        const better = ranks.flatMap((now, at) => (now < (ranks[at - 1] ?? 0) ? [at] : []));
        for (const [at, second] of better.entries()) {
          const last = better[at - 1];
          if (last !== undefined) expect(second - last).toBeGreaterThanOrEqual(rule.clearSeconds);
        }
      }),
    );
  });

  test('a value that reaches a level is never without an alert of at least that level', () => {
    fc.assert(
      fc.property(anyRule, values, (rule, all) => {
        for (const [at, standing] of judgeAll(all, rule).entries()) {
          const value = all[at] ?? 0;
          if (rule.critical !== null && value >= rule.critical) {
            expect(standing?.level).toBe('critical');
          } else if (rule.warning !== null && value >= rule.warning) {
            expect(standing).not.toBeNull();
          }
        }
      }),
    );
  });
});

test('alerts are told in words, with their unit', () => {
  expect(messageOf('response_time', null, 240.26)).toBe('Response time, 95th percentile: 240.3 ms');
  expect(messageOf('station_unsent', 'indore/bench 3', 400)).toBe(
    'indore/bench 3: Unsent scans, the oldest for 400 s',
  );
  expect(messageOf('verify_failed', null, 2)).toBe('Differences found by verify: 2');
  expect(titleOf('replication_lag')).toBe('The replica is behind');
});
