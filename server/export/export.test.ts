import { parse } from 'csv-parse/sync';
import readSheets from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import type { Bag } from '#contract/bag.ts';
import type { BillSummary } from '#contract/bill.ts';
import type { LedgerEntry } from '#contract/scan.ts';
import { client } from '#test/client.ts';
import { fillBags } from '#test/fill-bags.ts';
import { openTestApp } from '#test/harness.ts';
import { listAll } from '#test/list-all.ts';
import { scanner } from '#test/scanner.ts';

const { app, deps, asAdmin, asUser, db } = await openTestApp();
await fillBags(db, 350);
const admin = client(app, await asAdmin());
const dispatcher = client(app, await asUser('dispatcher', 'jaipur'));

const address = await app.listen({ port: 0, host: '127.0.0.1' });
const { cookie = '' } = await asAdmin();

type Lines = Record<string, string>[];

async function exported(path: string, by = admin): Promise<Lines> {
  const response = await by.get(`/api/v2/exports/${path}`);
  expect(response.statusCode, response.body).toBe(200);
  return parse(response.rawPayload, { bom: true, columns: true });
}

const columnOf = (lines: Lines, name: string) => lines.map((line) => line[name]);
const listed = <Item>(list: string, query: string, by = admin): Promise<Item[]> =>
  listAll((cursor) => by.get(`/api/v2/${list}?limit=500&${query}${cursor}`));

const BAG_FILTERS = [
  '',
  'kind=parent',
  'kind=child&packed=false',
  'status=open',
  'status=void',
  'billed=true',
  'billed=false',
  'billed=false&kind=child&area=jaipur',
  'product=Moong',
  'area=nowhere',
  'q=777',
  'q=SB0',
  'q=१२३',
  'sort=createdAt',
  'sort=-code&packed=true',
  'from=2024-01-05T00:00:00Z&to=2024-01-06T00:00:00Z',
];

describe('the export of bags', () => {
  test.each(BAG_FILTERS)('has what the list has, in its order: %s', async (query) => {
    for (const by of [admin, dispatcher]) {
      const bags = await listed<Bag>('bags', query, by);
      const codes = columnOf(await exported(`bags.csv?${query}`, by), 'qr_id');
      const expected = bags.map(({ code }) => code);
      // A list shows first what a search finds wholly, then what begins with it.
      expect(codes).toEqual(query.startsWith('q=') ? expected.sort() : expected);
    }
  });

  test('has the columns of an import first, then what else is known', async () => {
    const [bag] = await listed<Bag>('bags', 'kind=child&packed=true&billed=true');
    const [line] = await exported(`bags.csv?q=${bag?.code}`);
    expect(Object.keys(line ?? {}).slice(0, 3)).toEqual(['qr_id', 'type', 'parent_qr_id']);
    expect(line).toMatchObject({
      qr_id: bag?.code,
      type: 'child',
      parent_qr_id: bag?.parent,
      bill_id: bag?.bill,
      lot: bag?.lot,
      area: bag?.area ?? '',
      created_at: bag?.createdAt,
      created_by: 'admin',
    });
  });

  test('says by its headers what it is', async () => {
    const { headers, rawPayload } = await admin.get('/api/v2/exports/bags.csv?kind=parent');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="bags-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(rawPayload.subarray(0, 9).toString('latin1')).toBe('\xef\xbb\xbfqr_id,');
  });

  test('refuses filters that the list refuses', async () => {
    for (const query of ['kind=box', 'from=2025-02-30T00:00:00Z', 'sort=age']) {
      expect((await admin.get(`/api/v2/exports/bags.csv?${query}`)).statusCode).toBe(400);
    }
  });
});

describe('the export of bills', () => {
  test.each(['', 'status=processing', 'q=00', 'q=B', 'dealer=dealer%203', 'createdBy=nobody'])(
    'has what the list has: %s',
    async (query) => {
      const bills = await listed<BillSummary>('bills', query);
      const lines = await exported(`bills.csv?${query}`, dispatcher);
      expect(columnOf(lines, 'bill_id')).toEqual(bills.map(({ code }) => code));
    },
  );

  test('writes weights as numbers and guards what looks like a formula', async () => {
    const dealer = '=HYPERLINK("http://x.y","दुकान, क")';
    const fields = { dealer, destination: '@home', vehicle: '+91', description: '-\ttwo\r\nlines' };
    await admin.post('/api/v2/bills', { code: 'GUARD-1', target: 12, ...fields });
    await scanner(app, await asAdmin()).send([
      { action: 'pack', code: '7000001', parent: 'SB99999' },
      { action: 'bill', code: 'SB99999', bill: 'GUARD-1' },
    ]);
    const [line] = await exported('bills.csv?q=GUARD-1');
    expect(line).toMatchObject({
      description: `'-\ttwo\r\nlines`,
      parent_bag_count: '12',
      dealer: `'${dealer}`,
      destination: `'@home`,
      vehicle: `'+91`,
      variance_kg: '-29',
    });
    const response = await admin.get('/api/v2/exports/bills.xlsx?q=GUARD-1');
    const [sheet] = await readSheets(response.rawPayload);
    expect(sheet?.data[1]?.slice(0, 6)).toEqual([
      ...['GUARD-1', `'-\ttwo\r\nlines`, 12, `'${dealer}`, `'@home`, `'+91`],
    ]);
    expect(sheet?.data[1]?.[11]).toBe(-29);
  });
});

describe('the export of scans', () => {
  test.each(['', 'outcome=parent_full', 'user=nobody', 'code=not%20one', 'station=bench%203'])(
    'has what the ledger has: %s',
    async (query) => {
      for (const by of [admin, dispatcher]) {
        const scans = await listed<LedgerEntry>('scans', query, by);
        const lines = await exported(`scans.csv?${query}`, by);
        expect(columnOf(lines, 'id')).toEqual(scans.map(({ id }) => id));
      }
    },
  );
});

describe('the export of packing', () => {
  test('has a line for each child in a parent, with its bill and who packed it', async () => {
    const lines = await exported('packing.csv');
    const children = await listed<Bag>('bags', 'packed=true');
    const pair = (child?: string | null, parent?: string | null) => `${child} in ${parent}`;
    expect(lines.map((line) => pair(line.qr_id, line.parent_qr_id)).sort()).toEqual(
      children.map(({ code, parent }) => pair(code, parent)).sort(),
    );
    expect(lines.find((line) => line.qr_id === '7000001')).toMatchObject({
      type: 'child',
      parent_qr_id: 'SB99999',
      product: 'Mustard',
      bill_id: 'GUARD-1',
      destination: `'@home`,
      packed_by: 'admin',
      packed_at: expect.stringMatching(/^20.*Z$/),
    });
  });

  test("filters by the parent's product and bill, and by when it was packed", async () => {
    const ofMoong = await exported('packing.csv?product=Moong&billed=false');
    expect(new Set(columnOf(ofMoong, 'product'))).toEqual(new Set(['Moong']));
    expect(new Set(columnOf(ofMoong, 'bill_id'))).toEqual(new Set(['']));
    const day = await exported('packing.csv?from=2024-01-05T00:00:00Z&to=2024-01-06T00:00:00Z');
    expect(day.length).toBeGreaterThan(100);
    for (const at of columnOf(day, 'packed_at')) expect(at).toMatch(/^2024-01-05T/);
  });

  test('of a bill has what lies in its parents, however the code is written', async () => {
    const { parents } = (await admin.get('/api/v2/bills/GUARD-1')).json();
    const lines = await exported('packing.csv?bill=guard-1');
    expect(new Set(columnOf(lines, 'bill_id'))).toEqual(new Set(['GUARD-1']));
    const children = parents.map((parent: { childCount: number }) => parent.childCount);
    expect(lines).toHaveLength(children.reduce((sum: number, count: number) => sum + count, 0));
    expect(await exported('packing.csv?bill=GUARD')).toEqual([]);
    expect(await exported('packing.csv?bill=%20')).toEqual([]);
  });

  test('finds by the code of a child, and all in a parent by the code of the parent', async () => {
    const [one] = await exported('packing.csv?q=7000001');
    expect(one).toMatchObject({ qr_id: '7000001', parent_qr_id: 'SB99999' });
    const ofParent = await exported('packing.csv?q=sb99999');
    expect(new Set(columnOf(ofParent, 'parent_qr_id'))).toEqual(new Set(['SB99999']));
    expect(columnOf(ofParent, 'qr_id')).toContain('7000001');
    expect(await exported('packing.csv?q=7000001&bill=GUARD-2')).toEqual([]);
  });

  test('shows a dispatcher the own area and what has none', async () => {
    const areas = columnOf(await exported('packing.csv', dispatcher), 'area');
    expect(new Set(areas)).toEqual(new Set(['jaipur', '']));
  });
});

describe('a workbook', () => {
  test('has the lines of the CSV, codes as text and times as the clocks of the site', async () => {
    const lines = await exported('packing.csv?area=jaipur');
    const response = await admin.get('/api/v2/exports/packing.xlsx?area=jaipur');
    expect(response.headers['content-type']).toContain('spreadsheetml');
    const [sheet] = await readSheets(response.rawPayload);
    const [heads, ...rows] = sheet?.data ?? [];
    expect(sheet?.sheet).toBe('packing');
    expect(heads).toEqual(Object.keys(lines[0] ?? {}));
    expect(rows.map(([code]) => code)).toEqual(columnOf(lines, 'qr_id'));
    const packedAt = rows[0]?.[12];
    // Five and a half hours before the CSV's: the reader takes what it sees for UTC.
    const expected = Date.parse(lines[0]?.packed_at ?? '') + 5.5 * 3_600_000;
    expect(packedAt instanceof Date ? Math.round(packedAt.getTime() / 1_000) : packedAt).toBe(
      expected / 1_000,
    );
  });

  test('of nothing has its heads', async () => {
    const response = await admin.get('/api/v2/exports/bags.xlsx?area=nowhere');
    const [sheet] = await readSheets(response.rawPayload);
    expect(sheet?.data).toHaveLength(1);
  });
});

describe('exports under way', () => {
  const start = (signal: AbortSignal) =>
    fetch(`${address}/api/v2/exports/scans.csv`, { headers: { cookie }, signal });

  test('are bounded, and end when their readers go', async () => {
    // Much more than sockets hold, so that they cannot end by themselves.
    await db.runText(
      `insert into scan (id, scanned_at, user_id, action, outcome, code, raw)
       select gen_random_uuid(), now(), 1, 'pack', 'packed', 'X' || n, repeat('raw ', 100)
       from generate_series(1, 60000) n`,
      [],
    );
    const gone = new AbortController();
    const running = await Promise.all([1, 2, 3].map(() => start(gone.signal)));
    expect(running.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(deps.exports.usage().inUse).toBe(3);
    const refused = await start(AbortSignal.timeout(10_000));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await refused.json()).toMatchObject({ code: 'overloaded' });
    gone.abort();
    await expect.poll(() => deps.exports.usage().inUse).toBe(0);
    const next = await start(AbortSignal.timeout(30_000));
    expect((await next.text()).split('\r\n').length).toBeGreaterThan(60_000);
  });

  test('are of one moment, whatever is changed while they are read', async () => {
    const [counted] = await db.runText<{ scans: number }>('select count(*) as scans from scan', []);
    const response = await start(AbortSignal.timeout(30_000));
    await db.runText("delete from scan where code like 'X%'", []);
    const lines = (await response.text()).split('\r\n');
    // The heads, and nothing after the last line's end.
    expect(lines).toHaveLength((counted?.scans ?? 0) + 2);
  });

  test('fail as a whole when the database goes in the middle', async () => {
    await db.runText(
      `insert into scan (id, scanned_at, user_id, action, outcome, raw)
       select gen_random_uuid(), now(), 1, 'pack', 'malformed', repeat('raw ', 100)
       from generate_series(1, 60000) n`,
      [],
    );
    const response = await start(AbortSignal.timeout(30_000));
    await db.runText(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'traitortrack exports' and datname = current_database()`,
      [],
    );
    await expect(response.text()).rejects.toThrow();
    await expect.poll(() => deps.exports.usage().inUse).toBe(0);
  });

  test('are not set off by who only asks for the headers', async () => {
    const response = await fetch(`${address}/api/v2/exports/scans.csv`, {
      method: 'HEAD',
      headers: { cookie },
    });
    expect(response.status).toBe(200);
    expect(deps.exports.usage().inUse).toBe(0);
  });
});
