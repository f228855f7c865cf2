import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ScanResult } from '#contract/scan.ts';
import { openTestApp } from './harness.ts';
import { type SentScan, scanner } from './scanner.ts';

/** Rivals are spread over two server processes' worth of apps on one database. */
const { app, openSecondApp, asAdmin, db } = await openTestApp();
const second = await openSecondApp();
const headers = await asAdmin();
const scanners = [scanner(app, headers), scanner(second.app, headers)];

/** Every scan in a request of its own, all at once. */
async function race(scans: readonly SentScan[]): Promise<ScanResult[]> {
  const sent = scans.map((scan, at) => scanners[at % scanners.length]?.send([scan]) ?? []);
  return (await Promise.all(sent)).flat();
}

function tally(results: readonly ScanResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function times<T>(count: number, make: (nth: number) => T): T[] {
  return Array.from({ length: count }, (_, nth) => make(nth));
}

async function numberFrom(text: string, value: string): Promise<number> {
  const [row] = await db.runText<{ count: number }>(text, [value]);
  return row?.count ?? -1;
}

describe('of rivals there is exactly the right number of winners', () => {
  test('50 children for 30 places give 30 and 20', async () => {
    const results = await race(
      times(50, (nth) => ({ action: 'pack', code: `50000${nth + 10}`, parent: 'SB50000' })),
    );
    expect(tally(results)).toEqual({ packed: 29, packed_full: 1, parent_full: 20 });
    const text = 'select child_count as count from bag where code = $1';
    expect(await numberFrom(text, 'SB50000')).toBe(30);
    const inside = 'select count(*) from bag where parent_code = $1';
    expect(await numberFrom(inside, 'SB50000')).toBe(30);
  });

  test('20 parents for one child give 1', async () => {
    const results = await race(
      times(20, (nth) => ({ action: 'pack', code: '5100001', parent: `SB510${nth + 10}` })),
    );
    expect(tally(results)).toEqual({ packed: 1, in_other_parent: 19 });
    const text = "select sum(child_count)::int as count from bag where code like 'SB510' || $1";
    expect(await numberFrom(text, '%')).toBe(1);
  });

  test('10 bills for one parent give 1', async () => {
    await db.runText(
      `insert into bill (code, target, created_by) select 'RACE-' || n, 5, 1
       from generate_series(0, 9) n`,
      [],
    );
    await race([{ action: 'open', code: 'SB52000' }]);
    const results = await race(
      times(10, (nth) => ({ action: 'bill', code: 'SB52000', bill: `RACE-${nth}` })),
    );
    expect(tally(results)).toEqual({ billed: 1, on_other_bill: 9 });
    const text = 'select sum(parent_count)::int as count from bill where code like $1';
    expect(await numberFrom(text, 'RACE-%')).toBe(1);
  });

  test('one id sent 20 times at once is one scan', async () => {
    const id = randomUUID();
    const results = await race(
      times(20, () => ({ id, action: 'pack', code: '5300001', parent: 'SB53000' })),
    );
    expect(tally(results)).toEqual({ packed: 20 });
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await numberFrom('select count(*) from scan where id = $1', id)).toBe(1);
  });

  test('20 moves of one child leave it in one parent', async () => {
    await race([{ action: 'pack', code: '5400001', parent: 'SB54000' }]);
    const results = await race(
      times(20, (nth) => ({ action: 'move', code: '5400001', parent: `SB540${nth + 10}` })),
    );
    expect(tally(results)).toEqual({ moved: 20 });
    const text = "select sum(child_count)::int as count from bag where code like 'SB540' || $1";
    expect(await numberFrom(text, '%')).toBe(1);
  });

  test('a target is never passed', async () => {
    await db.runText("insert into bill (code, target, created_by) values ('RACE-T', 7, 1)", []);
    await race(times(20, (nth) => ({ action: 'open', code: `SB550${nth + 10}` })));
    const results = await race(
      times(20, (nth) => ({ action: 'bill', code: `SB550${nth + 10}`, bill: 'RACE-T' })),
    );
    expect(tally(results)).toEqual({ billed: 6, billed_target: 1, bill_full: 13 });
  });
});
