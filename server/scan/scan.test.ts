import { describe, expect, test } from 'vitest';
import { type Headers, openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, db, deps } = await openTestApp();
const admin = scanner(app, await asAdmin());
const dispatcher = async (area: string) => scanner(app, await asUser('dispatcher', area));

async function ledgerOf(code: string): Promise<{ outcome: string; raw: string | null }[]> {
  return db.runText('select outcome, raw from scan where code = $1 order by seq', [code]);
}

describe('POST /api/v2/scans', () => {
  test('packs a label into a parent and shows both', async () => {
    const label = 'LABEL NO.:0016586 LOT NO.:STAR44GG24611, D.O.T.:30/09/2025';
    const [result] = await admin.send([{ action: 'pack', code: label, parent: 'sb12345' }]);
    expect(result).toEqual({
      id: result?.id,
      outcome: 'packed',
      tone: 'ok',
      message: '0016586 packed (1/30)',
      replayed: false,
      bag: { code: '0016586', kind: 'child', lot: 'STAR44GG24611', labelDate: '2025-09-30' },
      parent: {
        code: 'SB12345',
        product: 'Mustard',
        childCount: 1,
        capacity: 30,
        status: 'open',
        bill: null,
      },
      bill: null,
    });
  });

  test('answers in order, and one bad scan never affects its neighbours', async () => {
    const results = await admin.send([
      { action: 'open', code: 'SB20000' },
      { action: 'fly', code: 'SB20000' },
      { action: 'pack', code: '2000001', parent: 'SB20000' },
      { action: 'pack', code: 12, parent: 'SB20000' },
      { action: 'pack', code: '2000002' },
      { action: 'pack', code: '2000002', parent: 'SB20000', scannedAt: '2026-02-31T00:00:00Z' },
      { action: 'pack', code: '2000002', parent: 'SB20000', station: 'x'.repeat(65) },
      { action: 'bill', code: 'SB20000' },
      { action: 'pack', code: '', parent: 'SB20000' },
      { action: 'pack', code: 'A\u0000B12\ud800', parent: 'SB20000' },
      { action: 'pack', code: '9'.repeat(10_000), parent: 'SB20000' },
      { action: 'pack', code: '2000002', parent: 'SB20000' },
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'opened',
      'malformed',
      'packed',
      ...Array.from({ length: 8 }, () => 'malformed'),
      'packed',
    ]);
    expect(results.at(-1)?.parent?.childCount).toBe(2);
  });

  test('a scan sent twice is counted once and answered alike', async () => {
    const scan = admin.scan({ action: 'pack', code: '3000001', parent: 'SB30000' });
    const [first] = await admin.send([scan]);
    await admin.send([{ action: 'pack', code: '3000002', parent: 'SB30000' }]);
    const [again] = await admin.send([scan]);
    expect(again).toMatchObject({ outcome: 'packed', replayed: true, parent: { childCount: 2 } });
    expect(first).toMatchObject({ outcome: 'packed', replayed: false });
    expect(await ledgerOf('3000001')).toHaveLength(1);
  });

  test('a replay shows the parent that the child left', async () => {
    const unpack = admin.scan({ action: 'unpack', code: '3100001' });
    await admin.send([{ action: 'pack', code: '3100001', parent: 'SB31000' }, unpack]);
    const [again] = await admin.send([unpack]);
    expect(again).toMatchObject({
      outcome: 'unpacked',
      replayed: true,
      parent: { code: 'SB31000' },
    });
  });

  test("another scan under a scan's id changes nothing and is kept apart", async () => {
    const scan = admin.scan({ action: 'pack', code: '3200001', parent: 'SB32000' });
    await admin.send([scan]);
    const [reused] = await admin.send([{ ...scan, code: '3200002' }]);
    expect(reused).toMatchObject({ outcome: 'id_reused', tone: 'error', replayed: false });
    expect(await ledgerOf('3200002')).toEqual([]);
    const kept = await db.runText('select raw from reused_scan_id where id = $1', [scan.id]);
    expect(kept).toEqual([{ raw: '3200002' }]);
  });

  test('refused scans are stored, with what was read', async () => {
    const [refused] = await admin.send([{ action: 'open', code: 'SB33' }]);
    expect(refused).toMatchObject({ outcome: 'malformed', tone: 'error', bag: null });
    const kept = await db.runText('select raw, code, outcome from scan where id = $1', [
      refused?.id,
    ]);
    expect(kept).toEqual([{ raw: 'SB33', code: null, outcome: 'malformed' }]);
  });

  test('a parent without a product is no parent, and a refused one is not registered', async () => {
    await admin.send([{ action: 'pack', code: '3400001', parent: 'SB34000' }]);
    const [refused] = await admin.send([{ action: 'pack', code: '3400001', parent: 'SB34001' }]);
    expect(refused).toMatchObject({ outcome: 'in_other_parent', parent: { code: 'SB34000' } });
    const [unknown] = await admin.send([{ action: 'reopen', code: 'SB34001' }]);
    expect(unknown?.outcome).toBe('bag_unknown');
  });

  test("an impossible bill's code is unknown, and only a missing one malformed", async () => {
    const results = await admin.send([
      { action: 'open', code: 'SB34500' },
      { action: 'bill', code: 'SB34500', bill: '!!' },
      { action: 'bill', code: 'SB34500', bill: ' ' },
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['opened', 'bill_unknown', 'malformed']);
  });

  test("keeps the device's clock and orders by the server's", async () => {
    const scannedAt = '2026-01-01T09:30:00+05:30';
    const [result] = await admin.send([{ action: 'open', code: 'SB35000', scannedAt }]);
    const rows = await db.runText('select scanned_at from scan where id = $1', [result?.id]);
    expect(rows).toEqual([{ scanned_at: '2026-01-01T04:00:00Z' }]);
  });

  test('a dispatcher packs only in the own area', async () => {
    const [jaipur, hisar] = [await dispatcher('jaipur'), await dispatcher('hisar')];
    await jaipur.send([{ action: 'pack', code: '3600001', parent: 'SB36000' }]);
    const results = await hisar.send([
      { action: 'pack', code: '3600002', parent: 'SB36000' },
      { action: 'unpack', code: '3600001' },
      { action: 'bill', code: 'SB36000', bill: 'ANY' },
      { action: 'void', code: '3600001' },
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'not_in_area',
      'not_in_area',
      'not_allowed',
      'not_allowed',
    ]);
  });
});

describe('a body of the wrong shape fails as a whole', () => {
  const headers: Promise<Headers> = asAdmin();
  const id = '0199a9a0-0000-7000-8000-000000000001';
  test.each([
    ['no list', {}],
    ['no scans', { scans: [] }],
    ['too many scans', { scans: Array.from({ length: 501 }, () => ({ id, action: 'open' })) }],
    ['no object', { scans: ['SB12345'] }],
    ['no id', { scans: [{ action: 'open', code: 'SB12345' }] }],
    ['no UUID', { scans: [{ id: 'one', action: 'open', code: 'SB12345' }] }],
    ['an id that is no text', { scans: [{ id: 1, action: 'open', code: 'SB12345' }] }],
  ])('%s', async (_what, payload) => {
    const url = '/api/v2/scans';
    const response = await app.inject({ method: 'POST', url, payload, headers: await headers });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 'malformed_request', errors: [{}] });
  });
});

describe('scans of somebody who is not signed in any more', () => {
  test('are refused whole, and none is recorded', async () => {
    const headers = await asAdmin();
    const session = await app.inject({ url: '/api/v2/session', headers });
    const { id } = session.json<{ user: { id: number } }>().user;
    const send = (user: number) => {
      const scans = [admin.scan({ action: 'open', code: 'SB20990' })];
      const payload = { user, scans };
      return app.inject({ method: 'POST', url: '/api/v2/scans', payload, headers });
    };
    const refused = await send(id + 1);
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ code: 'other_user' });
    expect(await ledgerOf('SB20990')).toEqual([]);
    expect((await send(id)).json()).toMatchObject({ results: [{ outcome: 'opened' }] });
  });
});

describe('the ledger', () => {
  test.each(['update scan set outcome = outcome', 'delete from scan', 'truncate scan'])(
    'cannot be changed by the server: %s',
    async (text) => {
      await expect(deps.db.runText(text, [])).rejects.toThrow('permission denied');
    },
  );
});
