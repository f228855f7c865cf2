import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ScanResult } from '#contract/scan.ts';
import { RefusedError, UnreachableError } from '../api/client.ts';
import { type Drain, type DrainStatus, REQUEST_SCANS_MAX, startDrain } from './drain.ts';
import { answer, draftOf, pack } from './row.fixture.ts';
import type { ScanRow } from './rows.ts';

type Send = (rows: readonly ScanRow[]) => Promise<readonly ScanResult[]>;

const allAnswered: Send = async (rows) => rows.map((row) => answer(row));
const fails =
  (error: Error): Send =>
  () =>
    Promise.reject(error);
const says = (status: number, code = 'internal', retryAfter: string | null = null) =>
  fails(new RefusedError(status, { code }, retryAfter));

interface Queue {
  readonly drain: Drain;
  readonly sent: string[][];
  readonly faults: string[];
  readonly statuses: DrainStatus['kind'][];
  waiting: ScanRow[];
}

/** A queue, and a server that behaves once in each of these ways, and then well. */
function queueOf(codes: readonly string[], sends: readonly Send[]): Queue {
  const left = [...sends];
  const rest = { seq: 0, state: 'waiting', result: null, fault: null } as const;
  const queue = {
    sent: [] as string[][],
    faults: [] as string[],
    statuses: [] as DrainStatus['kind'][],
    waiting: codes.map((code): ScanRow => ({ ...draftOf(pack(code)), ...rest })),
  };
  const leave = (ids: ReadonlySet<string>) => {
    queue.waiting = queue.waiting.filter(({ id }) => !ids.has(id));
  };
  const drain = startDrain({
    listWaiting: async (max) => queue.waiting.slice(0, max),
    send: async (rows) => {
      queue.sent.push(rows.map(({ intent }) => intent.code));
      return (left.shift() ?? allAnswered)(rows);
    },
    onAnswers: async (results) => leave(new Set(results.map(({ id }) => id))),
    onFault: async (row, fault) => {
      queue.faults.push(`${row.intent.code} ${fault}`);
      leave(new Set([row.id]));
    },
    onStatus: ({ kind }) => queue.statuses.push(kind),
    oneAtATime: async (act) => {
      await act();
      return true;
    },
    random: () => 0,
  });
  return Object.assign(queue, { drain });
}

afterEach(() => {
  vi.useRealTimers();
});

const untilEmpty = (queue: Queue) =>
  vi.waitFor(() => expect(queue.waiting).toEqual([]), { timeout: 5_000, interval: 5 });

describe('the queue is sent', () => {
  test('in one request, in order', async () => {
    const queue = queueOf(['1001', '1002', '1003'], []);
    queue.drain.wake();
    await untilEmpty(queue);
    expect(queue.sent).toEqual([['1001', '1002', '1003']]);
  });

  test.each([
    ['an answer that is lost', fails(new UnreachableError('gone'))],
    ['a server that failed', says(500)],
    ['a server that is overloaded', says(503)],
    ['too many requests', says(429)],
    ['a page that is in between', async () => []],
    ['an address that is not there', says(404)],
    ['answers to something else', async () => [{ ...answer({ ...rowOf('9999') }) }]],
  ])('again after %s', async (_what, send) => {
    const queue = queueOf(['1001'], [send, send]);
    queue.drain.wake();
    await untilEmpty(queue);
    expect(queue.sent).toEqual([['1001'], ['1001'], ['1001']]);
    expect(queue.statuses).toContain('retrying');
    expect(queue.faults).toEqual([]);
  });

  test('as far as it was answered; the rest is sent again', async () => {
    const half: Send = async (rows) => rows.slice(0, 1).map((row) => answer(row));
    const queue = queueOf(['1001', '1002'], [half]);
    queue.drain.wake();
    await untilEmpty(queue);
    expect(queue.sent).toEqual([['1001', '1002'], ['1002']]);
  });

  test('not before the server wants it, but at once when the network is back', async () => {
    const queue = queueOf(['1001'], [says(503, 'overloaded', '60')]);
    queue.drain.wake();
    await vi.waitFor(() => expect(queue.statuses).toContain('retrying'));
    queue.drain.wake();
    await Promise.resolve();
    expect(queue.sent).toHaveLength(1);
    queue.drain.wakeAtOnce();
    await untilEmpty(queue);
  });
});

function rowOf(code: string): ScanRow {
  return { ...draftOf(pack(code)), seq: 0, state: 'waiting', result: null, fault: null };
}

describe('sending pauses', () => {
  test.each([
    ['when the session has ended', says(401, 'not_signed_in')],
    ['when somebody else is signed in', says(409, 'other_user')],
  ])('%s, and nothing is lost', async (_when, send) => {
    const queue = queueOf(['1001'], [send]);
    queue.drain.wake();
    await vi.waitFor(() => expect(queue.statuses.at(-1)).toBe('paused'));
    expect(queue.waiting).toHaveLength(1);
    queue.drain.wakeAtOnce();
    await untilEmpty(queue);
  });
});

describe('a scan that the server will never take', () => {
  test('goes to the tray alone; its neighbours are stored', async () => {
    const codes = ['1001', '1002', 'BAD', '1004', '1005', '1006'];
    const picky: Send = (rows) =>
      rows.some(({ intent }) => intent.code === 'BAD')
        ? Promise.reject(new RefusedError(400, { code: 'malformed_request' }))
        : allAnswered(rows);
    const queue = queueOf(
      codes,
      Array.from({ length: 20 }, () => picky),
    );
    queue.drain.wake();
    await untilEmpty(queue);
    expect(queue.faults).toEqual(['BAD malformed_request']);
    expect(queue.sent.filter(([first]) => first === 'BAD')).toContainEqual(['BAD']);
  });
});

describe('a long queue', () => {
  test('is sent in requests of at most 500, one after the other, in order', async () => {
    const codes = Array.from({ length: REQUEST_SCANS_MAX * 2 + 1 }, (_, at) => String(10_000 + at));
    const queue = queueOf(codes, []);
    queue.drain.wake();
    await untilEmpty(queue);
    expect(queue.sent.map((request) => request.length)).toEqual([500, 500, 1]);
    expect(queue.sent.flat()).toEqual(codes);
    expect(queue.statuses.at(-1)).toBe('idle');
  });

  test('that grows while it is sent is sent to its end', async () => {
    const grown: Send = async (rows) => {
      queue.waiting.push(rowOf('1002'));
      queue.drain.wake();
      return allAnswered(rows);
    };
    const queue = queueOf(['1001'], [grown]);
    queue.drain.wake();
    await untilEmpty(queue);
    expect(queue.sent).toEqual([['1001'], ['1002']]);
  });
});

describe('after a failure', () => {
  test('it waits twice as long each time, up to half a minute, and never gives up', async () => {
    vi.useFakeTimers();
    const queue = queueOf(
      ['1001'],
      Array.from({ length: 12 }, () => fails(new UnreachableError('gone'))),
    );
    queue.drain.wake();
    const waitedMs: number[] = [];
    for (let sent = 1; sent <= 12; sent++) {
      // How many turns it takes to read the store is nothing of the timers.
      for (let turns = 0; turns < 100 && queue.sent.length < sent; turns++) {
        await vi.advanceTimersByTimeAsync(0);
      }
      expect(queue.sent).toHaveLength(sent);
      const beforeMs = Date.now();
      await vi.advanceTimersToNextTimerAsync();
      waitedMs.push(Date.now() - beforeMs);
    }
    // Half of the longest wait, where the dice fall lowest.
    expect(waitedMs.slice(0, 6)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000]);
    expect(waitedMs.slice(6)).toEqual(waitedMs.slice(6).map(() => 15_000));
    expect(queue.waiting).toEqual([]);
  });

  test('of the device’s own store it asks again', async () => {
    const queue = queueOf(['1001'], [() => Promise.reject(new Error('the store is gone'))]);
    queue.drain.wake();
    await untilEmpty(queue);
    expect(queue.sent).toHaveLength(2);
  });

  test('a drain that is stopped sends nothing more', async () => {
    vi.useFakeTimers();
    const queue = queueOf(['1001'], [says(500)]);
    queue.drain.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(queue.statuses).toEqual(['sending', 'retrying']);
    queue.drain.stop();
    queue.drain.wakeAtOnce();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(queue.sent).toHaveLength(1);
    expect(queue.waiting).toHaveLength(1);
  });
});

test('while another tab sends, this one looks again every two seconds', async () => {
  vi.useFakeTimers();
  let isOthers = true;
  let asked = 0;
  const sent: string[] = [];
  let waiting = [rowOf('1001')];
  const drain = startDrain({
    listWaiting: async () => waiting,
    send: async (rows) => {
      sent.push(...rows.map(({ intent }) => intent.code));
      return rows.map((row) => answer(row));
    },
    onAnswers: async () => {
      waiting = [];
    },
    onFault: async () => undefined,
    onStatus: () => undefined,
    oneAtATime: async (act) => {
      asked += 1;
      if (!isOthers) await act();
      return !isOthers;
    },
  });
  drain.wake();
  await vi.advanceTimersByTimeAsync(6_100);
  expect([asked, sent]).toEqual([4, []]);
  isOthers = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent).toEqual(['1001']);
});
