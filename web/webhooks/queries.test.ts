import { describe, expect, test } from 'vitest';
import { WEBHOOK_EVENTS } from '#contract/webhook.ts';
import { EVENTS, nameOf, standingOf, type Webhook } from './queries.ts';
import { texts } from './text.ts';

const HOOK: Webhook = {
  id: 1,
  url: 'https://erp.example.com:8443/hook?site=1',
  events: ['bag.packed'],
  description: null,
  active: true,
  disabledBecause: null,
  oldSecretUntil: null,
  createdAt: '2026-11-23T10:00:00Z',
  createdBy: 'admin',
  health: { last: null, waiting: 0, failedLastDay: 0, failingSince: null },
};

test('the form offers every event that there is, once', () => {
  const offered: string[] = Object.values(EVENTS).flat();
  expect(offered.toSorted()).toEqual([...WEBHOOK_EVENTS].sort());
});

test.each(['en', 'hi'] as const)('no two events have the same words: %s', (language) => {
  const names = Object.values(texts[language].eventNames);
  expect(new Set(names).size).toBe(names.length);
});

describe('a webhook', () => {
  test('is called by its name, else by the machine that it leads to', () => {
    expect(nameOf({ ...HOOK, description: 'ERP' })).toBe('ERP');
    expect(nameOf(HOOK)).toBe('erp.example.com:8443');
    expect(nameOf({ ...HOOK, url: 'nowhere' })).toBe('nowhere');
  });

  test('fails while nothing gets through, and is off when it is not active', () => {
    const failing = { ...HOOK.health, failingSince: '2026-11-23T10:00:00Z' };
    expect(standingOf(HOOK)).toBe('active');
    expect(standingOf({ ...HOOK, health: failing })).toBe('failing');
    expect(standingOf({ ...HOOK, health: failing, active: false })).toBe('off');
  });
});
