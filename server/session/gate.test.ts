import { expect, test } from 'vitest';
import { makeGate } from './gate.ts';

/** Work that the test ends when it likes. */
function openWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, end: resolve, fail: reject };
}

test('no more than a few are inside at once', async () => {
  const gate = makeGate(2, 10);
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all(Array.from({ length: 10 }, () => gate(work)));
  expect(most).toBe(2);
});

test('who waits is let in in order', async () => {
  const gate = makeGate(1, 10);
  const order: number[] = [];
  await Promise.all([0, 1, 2, 3].map((turn) => gate(async () => order.push(turn))));
  expect(order).toEqual([0, 1, 2, 3]);
});

test('who comes when too many wait is turned away, and only they', async () => {
  const gate = makeGate(1, 1);
  const first = openWork();
  const inside = gate(first.work);
  const waits = gate(() => Promise.resolve('second'));
  await expect(gate(() => Promise.resolve('third'))).rejects.toMatchObject({ code: 'overloaded' });
  first.end('first');
  expect(await Promise.all([inside, waits])).toEqual(['first', 'second']);
  expect(await gate(() => Promise.resolve('fourth'))).toBe('fourth');
});

test('work that fails leaves its place to the next', async () => {
  const gate = makeGate(1, 10);
  const failing = openWork();
  const failed = gate(failing.work);
  const next = gate(() => Promise.resolve('next'));
  failing.fail(new Error('wrong'));
  await expect(failed).rejects.toThrow('wrong');
  expect(await next).toBe('next');
});
