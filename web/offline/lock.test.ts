import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeLock, type OneAtATime } from './lock.ts';
import { newDevice } from './row.fixture.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** The locks of two tabs of one device. */
async function twoTabs(locks: LockManager | null): Promise<[OneAtATime, OneAtATime]> {
  const database = await newDevice();
  return [makeLock(database, 'one', locks), makeLock(database, 'two', locks)];
}

/** Something that takes until it is told to end. */
function longWork() {
  let end: () => void = () => undefined;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((go) => {
    begin = go;
  });
  const ended = new Promise<void>((go) => {
    end = go;
  });
  const act = async () => {
    begin();
    await ended;
  };
  return { act, begun, end: () => end() };
}

describe('with the browser’s locks', () => {
  test('a second tab waits for the first, and then has its turn', async () => {
    const [one, two] = await twoTabs(navigator.locks);
    const order: string[] = [];
    const work = longWork();
    const first = one(async () => {
      await work.act();
      order.push('one');
    });
    await work.begun;
    const second = two(async () => void order.push('two'));
    work.end();
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(order).toEqual(['one', 'two']);
  });

  test('a failure is told, and lets the next one in', async () => {
    const [one, two] = await twoTabs(navigator.locks);
    await expect(one(() => Promise.reject(new Error('the store is gone')))).rejects.toThrow();
    expect(await two(async () => undefined)).toBe(true);
  });
});

describe('without them, by a lease', () => {
  test('one tab at a time does something; the other is told to come again', async () => {
    const [one, two] = await twoTabs(null);
    const work = longWork();
    const first = one(work.act);
    await work.begun;
    expect(await two(async () => undefined)).toBe(false);
    work.end();
    expect(await first).toBe(true);
    expect(await two(async () => undefined)).toBe(true);
  });

  test('what fails gives the lease back', async () => {
    const [one, two] = await twoTabs(null);
    await expect(one(() => Promise.reject(new Error('the store is gone')))).rejects.toThrow();
    expect(await two(async () => undefined)).toBe(true);
  });

  test('a tab that was killed while it sent is waited for only so long', async () => {
    const database = await newDevice();
    const killedAt = Date.now();
    // Its lease is all that is left of it.
    await database.put('lease', { holder: 'killed', untilMs: killedAt + 6_000 }, 'drain');
    const lock = makeLock(database, 'two', null);
    vi.useFakeTimers({ toFake: ['Date'], now: killedAt + 5_999 });
    expect(await lock(async () => undefined)).toBe(false);
    vi.setSystemTime(killedAt + 6_001);
    expect(await lock(async () => undefined)).toBe(true);
  });

  test('a tab that sends for long renews it', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    const [one, two] = await twoTabs(null);
    const work = longWork();
    const first = one(work.act);
    await work.begun;
    for (let times = 0; times < 5; times++) {
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await two(async () => undefined)).toBe(false);
    }
    work.end();
    expect(await first).toBe(true);
  });
});
