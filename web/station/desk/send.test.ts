import { afterEach, describe, expect, test, vi } from 'vitest';
import { RefusedError, UnreachableError } from '../../api/client.ts';
import { answerJson, serve } from '../../api/server.fixture.ts';
import { pack, resultOf, rowOf } from './desk.fixture.ts';
import { sendScans } from './send.ts';
import { openServer } from './server.fixture.ts';

afterEach(() => {
  vi.useRealTimers();
});

const PARENT = 'SB12345';

describe('scans are sent', () => {
  test('as they were made, in one request, as their user’s', async () => {
    const bodies: unknown[] = [];
    await serve(({ body }, response) => {
      bodies.push(JSON.parse(body));
      answerJson(response, 200, { results: [] });
    });
    const first = rowOf(pack('1001', PARENT), { station: 'Bench 3' });
    const seal = { action: 'seal', code: PARENT, reason: 'end of the lot' } as const;
    const second = rowOf(seal);
    await sendScans([first, second]);
    const { scannedAt } = first;
    expect(bodies).toEqual([
      {
        user: first.userId,
        scans: [
          { id: first.id, ...pack('1001', PARENT), scannedAt, station: 'Bench 3' },
          { id: second.id, ...seal, scannedAt },
        ],
      },
    ]);
  });

  test('and answered one by one, under their ids', async () => {
    await openServer();
    const rows = [rowOf({ action: 'open', code: PARENT }), rowOf(pack('1001', PARENT))];
    const results = await sendScans(rows);
    expect(results.map(({ id, outcome }) => [id, outcome])).toEqual([
      [rows[0]?.id, 'opened'],
      [rows[1]?.id, 'packed'],
    ]);
    expect((await sendScans(rows)).map(({ replayed }) => replayed)).toEqual([true, true]);
  });

  test('and refused whole when somebody else is signed in', async () => {
    const server = await openServer();
    server.signedIn = server.people[1] ?? null;
    const sending = sendScans([rowOf(pack('1001', PARENT))]);
    await expect(sending).rejects.toMatchObject({ status: 409, code: 'other_user' });
    await expect(sending).rejects.toBeInstanceOf(RefusedError);
  });
});

describe('what comes back', () => {
  test.each([
    ['an object without results', {}],
    ['results that are no list', { results: 'all stored' }],
    ['nothing', null],
    ['a list', [resultOf('packed', '1001', { code: PARENT })]],
  ])('%s, answers nothing', async (_what, data) => {
    await serve((_got, response) => answerJson(response, 200, data));
    expect(await sendScans([rowOf(pack('1001', PARENT))])).toEqual([]);
  });

  test('after fifteen seconds is not waited for: the network has swallowed it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let isAsked = false;
    await serve(() => {
      isAsked = true;
    });
    const sending = sendScans([rowOf(pack('1001', PARENT))]);
    const failing = expect(sending).rejects.toThrow(UnreachableError);
    await vi.waitFor(() => expect(isAsked).toBe(true));
    await vi.advanceTimersByTimeAsync(15_000);
    await failing;
  });
});
