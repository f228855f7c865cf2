import { describe, expect, test } from 'vitest';
import type { Knowledge } from '../../offline/rows.ts';
import { newCount, type Picture, RECENT_ROWS_MAX } from '../../offline/store.ts';
import { DESK, NOTHING_KNOWN, pack, RULES, resultOf, rowOf, siteOf } from './desk.fixture.ts';
import {
  isWhole,
  type Memory,
  viewOf,
  withAdded,
  withAnswers,
  withDesk,
  withKnowledge,
  withPicture,
} from './memory.ts';
import { stateOf } from './rules.ts';

const PARENT = 'SB12345';
const OPENED = rowOf({ action: 'open', code: PARENT });
const PACKED = rowOf(pack('1001', PARENT));

/** What is remembered after these scans, none of them answered. */
function remembering(...waiting: ReturnType<typeof rowOf>[]): Memory {
  const count = { ...newCount(siteOf().user, '2026-11-23'), scanned: waiting.length };
  const picture: Picture = {
    desk: { ...DESK, parent: PARENT },
    knowledge: NOTHING_KNOWN,
    count,
    waiting,
    recent: [...waiting].reverse(),
    refused: [],
    others: [],
  };
  const state = stateOf(NOTHING_KNOWN, waiting, RULES);
  return { picture, state, status: { kind: 'idle' }, isStoreBroken: false };
}

describe('the view', () => {
  test('shows the open parent and the bar of what is remembered', () => {
    const view = viewOf(remembering(OPENED, PACKED));
    expect(view.parent).toEqual({
      code: PARENT,
      product: 'Mustard',
      childCount: 1,
      capacity: 30,
      status: 'open',
    });
    expect(view.bar).toEqual({ scanned: 2, stored: 0, waiting: 2, refused: 0, addsUp: true });
    expect(view.left).toBeNull();
  });

  test('shows no parent where the desk names none, or one that is not known', () => {
    const memory = remembering(OPENED);
    expect(viewOf(withDesk(memory, { ...DESK, parent: null })).parent).toBeNull();
    expect(viewOf(withDesk(memory, { ...DESK, parent: 'SB99999' })).parent).toBeNull();
  });

  test('says so when its parts are not of one moment', () => {
    const memory = remembering(OPENED);
    const { picture } = memory;
    expect(isWhole(memory)).toBe(true);
    // Another tab has scanned, too, and only the count tells of it.
    const count = { ...picture.count, scanned: 2 };
    const torn = { ...memory, picture: { ...picture, count } };
    expect(isWhole(torn)).toBe(false);
    expect(viewOf(torn).bar.addsUp).toBe(false);
  });
});

describe('a scan that is added', () => {
  test('waits, is the newest, and the list of the newest does not grow for ever', () => {
    let memory = remembering();
    for (let at = 0; at < RECENT_ROWS_MAX + 5; at++) {
      const row = rowOf(pack(String(1_000 + at), PARENT));
      const { desk, count } = memory.picture;
      const added = { row, desk, count: { ...count, scanned: count.scanned + 1 } };
      memory = withAdded(memory, added, memory.state);
    }
    const { waiting, recent } = memory.picture;
    expect(waiting).toHaveLength(RECENT_ROWS_MAX + 5);
    expect(recent).toHaveLength(RECENT_ROWS_MAX);
    expect(recent[0]).toBe(waiting.at(-1));
  });
});

describe('answers', () => {
  const memory = remembering(OPENED, PACKED);
  const { desk, count } = memory.picture;
  const result = resultOf('in_other_parent', '1001', { code: 'SB99999' });
  const refused = { ...PACKED, state: 'refused', result } as const;
  const answered = {
    rows: [refused],
    settled: [],
    knowledge: NOTHING_KNOWN,
    desk,
    count: { ...count, refused: 1 },
  };

  test('take their scans out of what waits, and refused ones into the tray', () => {
    const next = withAnswers(memory, answered, RULES);
    expect(next.picture.waiting).toEqual([OPENED]);
    expect(next.picture.refused).toEqual([refused]);
    expect(next.picture.recent).toEqual([refused, OPENED]);
    // What was told of it is not counted any more.
    expect(viewOf(next)).toMatchObject({ parent: { childCount: 0 }, bar: { addsUp: true } });
  });

  test('take a refused scan out of the tray again once its bag is where it was meant to be', () => {
    const inTray = withAnswers(memory, answered, RULES);
    const settled = { ...refused, state: 'settled' } as const;
    const next = withAnswers(inTray, { ...answered, rows: [], settled: [settled] }, RULES);
    expect(next.picture.refused).toEqual([]);
    expect(next.picture.recent[0]).toEqual(settled);
  });

  test('bring an older desk than the one that a scan has left meanwhile: that one stays', () => {
    const newer = withDesk(memory, { ...desk, revision: 5, parent: null });
    expect(withAnswers(newer, answered, RULES).picture.desk.parent).toBeNull();
    const ofAnswer = { ...answered, desk: { ...desk, revision: 6, left: PARENT } };
    expect(withAnswers(newer, ofAnswer, RULES).picture.desk.left).toBe(PARENT);
  });
});

test('what was learnt is counted on from, with what still waits over it', () => {
  const parent = { code: PARENT, childCount: 7, capacity: 30, isSealed: false, bill: null };
  const knowledge: Knowledge = { ...NOTHING_KNOWN, parents: [{ ...parent, children: [] }] };
  const memory = withKnowledge(remembering(PACKED), knowledge, RULES);
  expect(viewOf(memory).parent).toMatchObject({ childCount: 8 });
  const { picture } = remembering();
  expect(viewOf(withPicture(memory, picture, RULES)).parent).toBeNull();
});
