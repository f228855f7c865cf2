import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { parseCode } from '#domain/code.ts';
import type { Decision } from '#domain/scan/decide.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import { LANES, makeBatcher } from './batcher.ts';

const actor = { userId: 1, role: 'admin', areaId: null } as const;
const rules = { products: [], childPattern: null };
let made = 0;

function scanOf(text = `9${String(made++).padStart(6, '0')}`): ScanRequest {
  const base = { actor, action: 'register', raw: text, code: parseCode(text, rules) } as const;
  const none = { parentRaw: null, parent: null, billRaw: null, billCode: null, fault: null };
  return { ...base, ...none, id: `${made}`, reason: null, scannedAt: null, station: null };
}
const scans = (count: number): ScanRequest[] => Array.from({ length: count }, () => scanOf());

/** A batcher whose batches end when the test says so, in the order in which they began. */
function open(isHopeless = false) {
  const underWay: { size: number; lane: number; end: (error?: Error) => void }[] = [];
  const batcher = makeBatcher(
    (requests, lane) => {
      const { promise, resolve, reject } = Promise.withResolvers<Decision[]>();
      const end = (error?: Error) => {
        underWay.splice(underWay.indexOf(batch), 1);
        if (error === undefined) resolve(requests.map(decisionOf));
        else reject(error);
      };
      const batch = { size: requests.length, lane, end };
      underWay.push(batch);
      return promise;
    },
    () => isHopeless,
  );
  const sizes = () => underWay.map(({ size }) => size);
  return { batcher, underWay, sizes };
}

function decisionOf(request: ScanRequest): Decision {
  const none = { bag: null, parent: null, bill: null, isNew: true };
  const others = { otherParentCode: null, otherBillCode: null, isReplay: false };
  return { request, outcome: 'registered', ...none, ...others };
}

describe('a batch', () => {
  test('of one scan begins at once; what comes meanwhile goes into the next', async () => {
    const { batcher, underWay, sizes } = open();
    const first = batcher.record(scans(1));
    await turn();
    expect(sizes()).toEqual([1]);
    const others = Array.from({ length: 20 }, () => batcher.record(scans(2)));
    await turn();
    expect(sizes()).toEqual([1]);
    underWay[0]?.end();
    expect((await first).length).toBe(1);
    expect(sizes()).toEqual([40]);
    underWay[0]?.end();
    expect((await Promise.all(others)).map(({ length }) => length)).toEqual(others.map(() => 2));
    expect(batcher.load).toMatchObject({ batches: 2, batchedScans: 41, waitingScans: 0 });
  });

  test('goes to the database before those of the one before are answered', async () => {
    const { batcher, underWay, sizes } = open();
    const first = batcher.record(scans(1)).then(() => sizes());
    await turn();
    void batcher.record(scans(3));
    await turn();
    underWay[0]?.end();
    expect(await first).toEqual([3]);
  });

  test('begins beside another when many wait, up to the number of lanes', async () => {
    const { batcher, underWay, sizes } = open();
    for (let more = 0; more <= LANES; more++) {
      void batcher.record(scans(60));
      await turn();
    }
    expect(sizes()).toEqual(Array.from({ length: LANES }, () => 60));
    expect(new Set(underWay.map(({ lane }) => lane)).size).toBe(LANES);
  });

  test('of a person begins beside one of an import', async () => {
    const { batcher, sizes } = open();
    void batcher.record(scans(500));
    await turn();
    void batcher.record(scans(1));
    await turn();
    expect(sizes()).toEqual([500, 1]);
  });

  test('that something holds up holds up nobody else', async () => {
    const { batcher, sizes } = open();
    void batcher.record(scans(1));
    await turn();
    void batcher.record(scans(2));
    await vi.waitUntil(() => sizes().length === 2);
    expect(sizes()).toEqual([1, 2]);
  });

  test('never begins beside one that has the same bag in hand, nor overtakes for it', async () => {
    const { batcher, underWay, sizes } = open();
    void batcher.record([scanOf('0000007'), ...scans(199)]);
    await turn();
    const second = batcher.record([scanOf('0000007'), scanOf('0000008')]);
    const third = batcher.record([scanOf('0000008')]);
    void batcher.record(scans(1));
    await turn();
    expect(sizes()).toEqual([200, 1]);
    underWay[0]?.end();
    await vi.waitUntil(() => sizes().includes(3));
    for (const { end } of [...underWay]) end();
    expect((await second).length + (await third).length).toBe(3);
  });

  test('that fails is tried scan by scan, unless that is hopeless', async () => {
    const { batcher, underWay } = open();
    const answers = [1, 2].map(() => batcher.record(scans(1)).catch((error: Error) => error));
    await turn();
    underWay[0]?.end(new Error('one of them is bad'));
    await vi.waitUntil(() => underWay.length === 1);
    underWay[0]?.end(new Error('this one'));
    await vi.waitUntil(() => underWay.length === 1);
    underWay[0]?.end();
    expect(await Promise.all(answers)).toMatchObject([{ message: 'this one' }, [{}]]);

    const away = open(true);
    const lost = [1, 2].map(() => away.batcher.record(scans(1)).catch((error: Error) => error));
    await turn();
    away.underWay[0]?.end(new Error('away'));
    expect(await Promise.all(lost)).toMatchObject([{ message: 'away' }, { message: 'away' }]);
  });
});

test('draining waits until everything is answered', async () => {
  const { batcher, underWay } = open();
  let isDrained = false;
  let isAnswered = false;
  void batcher.record(scans(1)).then(() => {
    isAnswered = true;
    expect(isDrained).toBe(false);
  });
  const drained = batcher.drain().then(() => {
    isDrained = true;
  });
  await turn();
  underWay[0]?.end();
  await drained;
  expect(isAnswered).toBe(true);
  await batcher.drain();
});
