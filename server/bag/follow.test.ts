import { describe, expect, test, vi } from 'vitest';
import { fillBags } from '#test/fill-bags.ts';
import { openTestApp } from '#test/harness.ts';
import { makeTurns, startFollowing } from './follow.ts';

const { deps, db } = await openTestApp();
await fillBags(db, 60);

test('the server follows what it finds at its start', async () => {
  await db.runText(
    `update bag
     set in_stock = true, shelf = shelf_of(bag) + case kind when 'child' then 2 else 0 end
     where bag.bill_code is not null or (
       select parent.bill_code is not null from bag parent where parent.code = bag.parent_code)`,
    [],
  );
  const waiting = async () => {
    const [row] = await db.runText(
      `select (select count(*) from bag) - (select count(*) from bag_code) as codes,
         (select count(*) from bag where in_stock and bill_code is not null) as parents,
         (select count(*) from bag join bag parent on parent.code = bag.parent_code
           where bag.in_stock and parent.bill_code is not null) as packets`,
      [],
    );
    return row;
  };
  expect(await waiting()).toEqual({ codes: 1_506, parents: 36, packets: 831 });
  const stop = startFollowing(deps, 20);
  await vi.waitFor(async () => {
    expect(await waiting()).toEqual({ codes: 0, parents: 0, packets: 0 });
  }, 10_000);
  await stop();
});

describe('what follows is due', () => {
  /** What each of these looks, two seconds apart, says after so many more scans. */
  const turnsOf = (...scans: number[]) => {
    let recorded = 70;
    const isDue = makeTurns(() => recorded, 2_000);
    return scans.map((more, at) => {
      recorded += more;
      return isDue(at * 2_000);
    });
  };

  test('at the start, and then only after scans, for a minute', () => {
    expect(turnsOf(0, 0, 0)).toEqual([true, false, false]);
    const turns = turnsOf(0, 1, ...Array.from({ length: 32 }, () => 0));
    expect(turns.indexOf(false, 1)).toBe(31);
    expect(turns.slice(31)).toEqual([false, false, false]);
  });

  test('not while many scan, until too many wait', () => {
    expect(turnsOf(0, 2_001, 2_001, 500)).toEqual([true, false, false, true]);
    expect(turnsOf(0, 20_000, 20_000, 20_000, 20_000)).toEqual([true, false, false, true, false]);
  });
});
