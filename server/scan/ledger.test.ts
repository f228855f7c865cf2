import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '#contract/scan.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { listAll } from '#test/list-all.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser } = await openTestApp();
const admin = client(app, await asAdmin());
const jaipur = client(app, await asUser('dispatcher', 'jaipur'));
const inJaipur = scanner(app, await asUser('dispatcher', 'jaipur'));
const inIndore = scanner(app, await asUser('dispatcher', 'indore'));
const everywhere = scanner(app, await asAdmin());

await admin.post('/api/v2/bills', { code: 'B-1' });
for (let at = 0; at < 10; at++) {
  const code = `100000${at}`;
  await inJaipur.send([{ action: 'pack', code, parent: 'SB10000', station: 'bench 1' }]);
  await inIndore.send([{ action: 'pack', code: `2${code.slice(1)}`, parent: 'SB20000' }]);
}
await everywhere.send([
  { action: 'register', code: 'LABEL NO.:0016586 LOT NO.:A' },
  { action: 'bill', code: 'SB10000', bill: 'B-1', station: 'office' },
  { action: 'seal', code: 'SB20000', reason: 'the crop is in' },
  { action: 'pack', code: 'not a code', parent: 'SB10000' },
  { action: 'unpack', code: '1000009' },
  { action: 'register', code: '0016586' },
]);

const list = (query: string, by = admin): Promise<LedgerEntry[]> =>
  listAll((cursor) => by.get(`/api/v2/scans?limit=3&${query}${cursor}`));

describe('GET /api/v2/scans', () => {
  test('lists every scan with what it named and what it meant, newest first', async () => {
    const entries = await list('');
    expect(entries).toHaveLength(26);
    expect(entries.map(({ outcome, tone }) => [outcome, tone]).slice(0, 7)).toEqual([
      ['ready', 'notice'],
      ['unpacked', 'ok'],
      ['malformed', 'error'],
      ['sealed', 'ok'],
      ['billed', 'ok'],
      ['registered', 'ok'],
      ['packed', 'ok'],
    ]);
    expect(entries[1]).toMatchObject({ code: '1000009', parent: 'SB10000', bill: null });
    expect(entries[2]).toMatchObject({ code: null, raw: 'not a code', parent: 'SB10000' });
    expect(entries[3]).toMatchObject({ code: 'SB20000', reason: 'the crop is in', by: 'admin' });
    expect(entries[4]).toMatchObject({ code: 'SB10000', bill: 'B-1', station: 'office' });
    expect(entries[5]).toMatchObject({ code: '0016586', raw: 'LABEL NO.:0016586 LOT NO.:A' });
    expect(entries[7]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receivedAt: expect.stringMatching(/Z$/),
      scannedAt: expect.stringMatching(/Z$/),
      action: 'pack',
      outcome: 'packed',
      tone: 'ok',
      code: '1000009',
      raw: '1000009',
      parent: 'SB10000',
      bill: null,
      by: 'dispatcher.jaipur',
      station: 'bench 1',
      reason: null,
    });
  });

  test.each([
    ['code=0016586', 2],
    ['code=label%20no%200016586', 2],
    ['code=1000009', 2],
    ['code=7', 0],
    ['code=9999999', 0],
    ['user=DISPATCHER.indore', 10],
    ['user=nobody', 0],
    ['station=office', 1],
    ['station=bench%201', 10],
    ['station=bench%201&user=admin', 0],
    ['outcome=packed', 20],
    ['outcome=packed&user=dispatcher.jaipur', 10],
    ['outcome=malformed', 1],
    ['outcome=malformed&user=dispatcher.jaipur', 0],
    ['outcome=void_bag', 0],
  ])('filters by %s', async (query, count) => {
    expect(await list(query)).toHaveLength(count);
  });

  test('takes the period from its first moment to before its last', async () => {
    const all = await list('');
    const [from, to] = [all[19]?.receivedAt, all[9]?.receivedAt];
    expect(await list(`from=${from}&to=${to}`)).toEqual(all.slice(10, 20));
    expect(await list(`from=${from}&to=${to}&user=dispatcher.jaipur`)).toHaveLength(5);
  });

  test("shows a dispatcher the own area's scans, and those of no area", async () => {
    const entries = await list('', jaipur);
    const isOfIndore = ({ code }: LedgerEntry) => code?.startsWith('2') || code === 'SB20000';
    expect(entries).toEqual((await list('')).filter((entry) => !isOfIndore(entry)));
    expect(await list('code=SB20000', jaipur)).toEqual([]);
    expect(await list('user=dispatcher.indore', jaipur)).toEqual([]);
    expect(await list('outcome=sealed', jaipur)).toEqual([]);
  });

  test('has no gaps or repeats while others scan', async () => {
    const all = await list('');
    const seen: LedgerEntry[] = [];
    let cursor = '';
    do {
      const page = (await admin.get(`/api/v2/scans?limit=4${cursor}`)).json();
      seen.push(...page.items);
      await everywhere.send([{ action: 'register', code: `30000${seen.length}` }]);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(all);
  });

  test.each(['outcome=lost', 'limit=0', 'from=now', 'cursor=x'])('refuses %s', async (query) => {
    expect((await admin.get(`/api/v2/scans?${query}`)).statusCode).toBe(400);
  });
});
