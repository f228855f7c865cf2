import { expect, test } from 'vitest';
import { LANES } from '../scan/batcher.ts';
import { makePace } from './pace.ts';

/** A batcher of which only the counters matter. */
function counters() {
  const load = { waitingScans: 0, batches: 0, batchedScans: 0 };
  return { load, pace: makePace(() => load, true) };
}

test('while nobody scans, pieces are large and several at a time', async () => {
  const { load, pace } = counters();
  let underWay = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++underWay);
    load.batchedScans += 500;
    await new Promise(setImmediate);
    underWay--;
  };
  await Promise.all([pace.turn(500, work), pace.turn(500, work), pace.turn(500, work)]);
  expect(most).toBe(3);
  // What it recorded itself is nobody else's.
  expect(pace.scansMax).toBe(500);
  expect(pace.piecesMax).toBe(LANES + 2);
});

test('when somebody scans, pieces are small, one at a time, with rests between them', async () => {
  const { load, pace } = counters();
  load.batchedScans++;
  expect(pace.scansMax).toBeLessThan(100);
  expect(pace.piecesMax).toBe(1);
  const times: [began: number, ended: number][] = [];
  const work = async () => {
    const began = performance.now();
    await new Promise(setImmediate);
    times.push([began, performance.now()]);
  };
  await Promise.all([pace.turn(60, work), pace.turn(60, work), pace.turn(60, work)]);
  for (const [nth, [began]] of times.entries()) {
    const before = times[nth - 1];
    // A timer may fire a millisecond early.
    if (before !== undefined) expect(began - before[1]).toBeGreaterThanOrEqual(9);
  }
});

test('a piece that fails lets the next one have its turn', async () => {
  const { load, pace } = counters();
  load.waitingScans++;
  const failing = pace.turn(1, () => Promise.reject(new Error('no')));
  const next = pace.turn(1, () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
