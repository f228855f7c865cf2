import { describe, expect, test } from 'vitest';
import { forgetSession, recallSession, rememberSession } from './remembered.ts';
import { refwithStorage, withStorage } from './storage.fixture.ts';

withStorage();

const RAVI = {
  user: { id: 7, username: 'ravi', role: 'dispatcher', area: 'jaipur' },
  timeZone: 'Asia/Kolkata',
} as const;

describe('who was here last', () => {
  test('is remembered until they sign out', () => {
    expect(recallSession()).toBeNull();
    rememberSession(RAVI);
    expect(recallSession()).toEqual(RAVI);
    forgetSession();
    expect(recallSession()).toBeNull();
  });

  test('may have no area', () => {
    const admin = { ...RAVI, user: { ...RAVI.user, role: 'admin', area: null } } as const;
    rememberSession(admin);
    expect(recallSession()).toEqual(admin);
  });

  test('is nobody where the browser keeps nothing', () => {
    refwithStorage();
    rememberSession(RAVI);
    expect(recallSession()).toBeNull();
    forgetSession();
  });

  test.each([
    ['is no JSON', '{"user":'],
    ['is something else', '"ravi"'],
    ['knows no time zone', JSON.stringify({ user: RAVI.user })],
    [
      'has a role that there is not',
      JSON.stringify({ ...RAVI, user: { ...RAVI.user, role: 'x' } }),
    ],
    ['has no number', JSON.stringify({ ...RAVI, user: { ...RAVI.user, id: '7' } })],
    ['has no name', JSON.stringify({ ...RAVI, user: { ...RAVI.user, username: null } })],
    ['has an odd area', JSON.stringify({ ...RAVI, user: { ...RAVI.user, area: 5 } })],
  ])('is nobody when what is stored %s', (_what, stored) => {
    rememberSession(RAVI);
    localStorage.setItem('tt-session', stored);
    expect(recallSession()).toBeNull();
  });

  test('comes without whatever else an older version has kept', () => {
    localStorage.setItem('tt-session', JSON.stringify({ ...RAVI, secret: 'x' }));
    expect(recallSession()).toEqual(RAVI);
  });
});
