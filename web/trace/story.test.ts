import { describe, expect, test } from 'vitest';
import { lastPacking, storyOf } from './story.ts';

type Trace = Parameters<typeof storyOf>[0];

const BAG: Trace['bag'] = {
  code: '0001001',
  kind: 'child',
  product: null,
  status: null,
  childCount: null,
  capacity: null,
  lot: null,
  labelDate: null,
  area: null,
  parent: 'SB10001',
  bill: 'B-1',
  createdAt: '2026-11-23T08:00:00Z',
  createdBy: 'ravi',
};

function scan(time: string, outcome: string, parent: string | null, bill: string | null = null) {
  const at = `2026-11-23T${time}:00Z`;
  const by = { by: 'ravi', station: null };
  return { scannedAt: at, receivedAt: at, action: 'pack', outcome, parent, bill, ...by };
}

function traceOf(bag: Trace['bag'], timeline: Trace['timeline']): Trace {
  return { bag, parent: null, bill: null, timeline, truncated: false };
}

const packet = traceOf(BAG, [
  scan('08:00', 'packed', 'SB10009'),
  scan('09:00', 'moved', 'SB10001'),
  scan('09:05', 'in_other_parent', 'SB10001'),
]);
const parent = traceOf({ ...BAG, code: 'SB10001', kind: 'parent', parent: null }, [
  scan('07:00', 'opened', 'SB10001'),
  scan('08:30', 'billed', 'SB10001', 'B-0'),
  scan('08:40', 'unbilled', 'SB10001', 'B-0'),
  scan('10:00', 'billed', 'SB10001', 'B-1'),
]);

const timesOf = (entries: readonly { readonly receivedAt: string }[]) =>
  entries.map(({ receivedAt }) => receivedAt.slice(11, 16));

describe('the story of a packet', () => {
  test('goes on with its parent, from when it was put there', () => {
    expect(timesOf(storyOf(packet, parent))).toEqual(['08:00', '09:00', '09:05', '10:00']);
  });

  test('is its own as long as the parent is not read, and when it lies loose', () => {
    expect(storyOf(packet, undefined)).toBe(packet.timeline);
    const loose = traceOf({ ...BAG, parent: null }, packet.timeline);
    expect(storyOf(loose, parent)).toBe(packet.timeline);
  });

  test('goes on within a second, however many digits the server writes of it', () => {
    const at = (time: string, outcome: string) => scan(time, outcome, 'SB10001');
    const exact = (entry: ReturnType<typeof scan>, receivedAt: string) => ({
      ...entry,
      receivedAt,
    });
    const own = traceOf(BAG, [exact(at('09:00', 'packed'), '2026-11-23T09:00:00Z')]);
    const parents = traceOf(parent.bag, [
      exact(at('09:00', 'sealed'), '2026-11-23T09:00:00.5Z'),
      exact(at('09:00', 'billed'), '2026-11-23T09:00:00.51Z'),
    ]);
    const outcomes = storyOf(own, parents).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['packed', 'sealed', 'billed']);
  });

  test('a parent billed in the same moment went with the packet in it', () => {
    const atOnce = traceOf(parent.bag, [scan('09:00', 'billed_target', 'SB10001', 'B-1')]);
    expect(timesOf(storyOf(packet, atOnce))).toEqual(['08:00', '09:00', '09:00', '09:05']);
  });
});

test('a packet lies where it was last put, whatever was refused afterwards', () => {
  expect(lastPacking(packet)?.receivedAt).toBe('2026-11-23T09:00:00Z');
  expect(lastPacking(traceOf(BAG, []))).toBeUndefined();
});
