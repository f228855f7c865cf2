import { describe, expect, test } from 'vitest';
import { ACTIONS, isAction, isOutcome, OUTCOMES, parentStatusOf, toneOf } from './outcome.ts';

describe('the tone of an outcome', () => {
  test('is the same whatever was asked for, but of ready', () => {
    for (const outcome of OUTCOMES.filter((one) => one !== 'ready')) {
      const tones = ACTIONS.map((action) => toneOf(outcome, action));
      expect(new Set(tones).size, outcome).toBe(1);
    }
  });

  test('of ready confirms an opening, and is a notice where nothing was to be done', () => {
    expect(toneOf('ready', 'open')).toBe('ok');
    for (const action of ['reopen', 'register']) expect(toneOf('ready', action)).toBe('notice');
  });

  test('is a notice for all that was so already', () => {
    const already = OUTCOMES.filter((outcome) => /^(already|not)_/.test(outcome));
    const notices = already.filter((outcome) => toneOf(outcome, 'pack') === 'notice');
    // Being in another area, and what a role may not do, are refusals.
    expect(already.filter((outcome) => !notices.includes(outcome))).toEqual([
      'not_allowed',
      'not_in_area',
    ]);
  });
});

describe('what comes from outside', () => {
  test.each(['toString', 'constructor', '__proto__', '', 'PACKED'])('"%s" is none', (text) => {
    expect(isOutcome(text)).toBe(false);
    expect(isAction(text)).toBe(false);
  });

  test('is an outcome or an action only by its exact name', () => {
    expect(OUTCOMES.every(isOutcome)).toBe(true);
    expect(ACTIONS.every(isAction)).toBe(true);
    expect(isAction(undefined)).toBe(false);
  });
});

describe('the status of a parent', () => {
  test.each([
    ['empty', 0, false, 'open'],
    ['part-full', 12, false, 'open'],
    ['part-full and sealed', 12, true, 'sealed'],
    ['full', 30, false, 'complete'],
    // It was sealed and filled after it had been opened again: full counts.
    ['full and sealed', 30, true, 'complete'],
  ])('%s', (_what, childCount, isSealed, status) => {
    expect(parentStatusOf({ childCount, capacity: 30, isSealed })).toBe(status);
  });
});
