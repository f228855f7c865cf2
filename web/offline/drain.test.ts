import { describe, expect, test, vi } from 'vitest';
import type { ScanResult } from '#contract/scan.ts';
import { RefusedError, UnreachableError } from '../api/client.ts';
import { type Drain, type DrainStatus, startDrain } from './drain.ts';
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
