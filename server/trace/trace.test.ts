import { describe, expect, test } from 'vitest';
import type { Trace } from '#contract/trace.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, db } = await openTestApp();
const admin = client(app, await asAdmin());
const biller = scanner(app, await asUser('biller'));
const packer = scanner(app, await asUser('dispatcher', 'indore'));
const elsewhere = client(app, await asUser('dispatcher', 'jaipur'));

async function trace(code: string): Promise<Trace> {
  const response = await elsewhere.get(`/api/v2/trace/${encodeURIComponent(code)}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

const bill = { code: 'B/7', dealer: 'Ram & Sons', destination: 'Kota', vehicle: 'RJ14 1234' };
await admin.post('/api/v2/bills', bill);
await packer.send([
  { action: 'pack', code: '0016586', parent: 'SB10001', station: 'bench 1' },
  { action: 'pack', code: '0016586', parent: 'SB10002', station: 'bench 1' },
  { action: 'unpack', code: '0016586', scannedAt: '2026-01-02T03:04:05+05:30' },
  { action: 'pack', code: '0016586', parent: 'SB10002' },
]);
await biller.send([{ action: 'bill', code: 'SB10002', bill: 'B/7' }]);
await admin.post('/api/v2/bills/B%2F7/complete', { reason: 'the truck is full' });

describe('GET /api/v2/trace/{code}', () => {
  test('says which parent, which bill, which dealer, who packed it and when', async () => {
    const { bag, parent, bill, timeline, ...rest } = await trace('0016586');
    expect(bag).toMatchObject({ code: '0016586', parent: 'SB10002', bill: 'B/7', area: 'indore' });
    expect(parent).toMatchObject({ code: 'SB10002', kind: 'parent', childCount: 1, bill: 'B/7' });
    expect(bill).toEqual({
      code: 'B/7',
      status: 'completed',
      dealer: 'Ram & Sons',
      destination: 'Kota',
      vehicle: 'RJ14 1234',
      completedAt: expect.stringMatching(/Z$/),
    });
    expect(timeline.map(({ action, outcome, parent }) => [action, outcome, parent])).toEqual([
      ['pack', 'packed', 'SB10001'],
      ['pack', 'in_other_parent', 'SB10002'],
      ['unpack', 'unpacked', 'SB10001'],
      ['pack', 'packed', 'SB10002'],
    ]);
    expect(timeline[0]).toMatchObject({ by: 'dispatcher.indore', station: 'bench 1', bill: null });
    expect(timeline[2]?.scannedAt).toBe('2026-01-01T21:34:05Z');
    expect(rest).toEqual({ truncated: false });
  });

  test('of a parent shows its children, its bill and its own scans', async () => {
    const { bag, parent, bill, timeline, children } = await trace('sb10002');
    expect(bag).toMatchObject({ code: 'SB10002', bill: 'B/7' });
    expect(parent).toBeNull();
    expect(bill?.dealer).toBe('Ram & Sons');
    expect(timeline.map(({ action, by, bill }) => [action, by, bill])).toEqual([
      ['bill', 'biller', 'B/7'],
    ]);
    expect(children?.map(({ code }) => code)).toEqual(['0016586']);
  });

  test.each(['0016586', 'SB10002'])('shows bags as they are looked up: %s', async (code) => {
    const shown = await trace(code);
    for (const bag of [shown.bag, shown.parent ?? shown.bag]) {
      expect(bag).toEqual((await elsewhere.get(`/api/v2/bags/${bag.code}`)).json());
    }
  });

  test('of a loose child has neither parent nor bill', async () => {
    await biller.send([{ action: 'register', code: 'LOOSE-1' }]);
    expect(await trace('LOOSE-1')).toMatchObject({ parent: null, bill: null });
  });

  test('says when only the newest scans are shown', async () => {
    await biller.send([{ action: 'open', code: 'SB10003' }]);
    await db.runText(
      `insert into scan (id, scanned_at, user_id, action, outcome, code)
       select gen_random_uuid(), timestamptz '2026-01-01Z' + n * interval '1 minute', 1,
         'open', 'ready', 'SB10003'
       from generate_series(1, 1000) n`,
      [],
    );
    const { timeline, truncated } = await trace('SB10003');
    expect([timeline.length, truncated]).toEqual([1_000, true]);
    expect(timeline[0]?.scannedAt).toBe('2026-01-01T00:01:00Z');
    expect(timeline.at(-1)?.scannedAt).toBe('2026-01-01T16:40:00Z');
  });

  test('answers each of many who ask at once, unknown ones with 404 bag_unknown', async () => {
    const codes = ['0016586', 'SB10002', 'SB99999', '0016586', 'nonsense!'];
    const responses = await Promise.all(
      codes.map((code) => elsewhere.get(`/api/v2/trace/${code}`)),
    );
    const seen = responses.map((response) => response.json().bag?.code ?? response.json().code);
    expect(seen).toEqual(['0016586', 'SB10002', 'bag_unknown', '0016586', 'bag_unknown']);
  });
});
