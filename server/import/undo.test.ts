import { describe, expect, test } from 'vitest';
import type { ImportRow } from '#contract/import.ts';
import { openDatabase } from '#server/db/database.ts';
import { verify } from '#server/verify/verify.ts';
import { client } from '#test/client.ts';
import { csv, importsClient, openImportingApp } from '#test/imports.ts';
import { quietLog } from '#test/quiet-log.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, db, connections } = await openImportingApp();
const headers = await asAdmin();
const imports = importsClient(app, headers);
const admin = client(app, headers);
const bench = scanner(app, headers);

const HEADER = 'qr_id,type,parent_qr_id';

function undoneOf(rows: readonly ImportRow[]): unknown[] {
  return rows.map(({ code, undo }) => [code, undo?.fate ?? null]);
}

describe('undo of an import', () => {
  test('takes out what it packed, and keeps known what it registered', async () => {
    await bench.send([{ action: 'register', code: '6000003' }]);
    const sheet = csv(
      HEADER,
      'SB60001,parent,',
      '6000001,child,SB60001',
      '6000002,child,',
      '6000003,child,SB60001',
      '6000003,child,SB60001',
      'SB6,parent,',
    );
    const { id } = await imports.run('kind=bags&mode=commit', sheet);
    const undone = await imports.undo(id);
    expect(undone).toMatchObject({
      state: 'undone',
      progress: 1,
      undo: { by: 'admin', undone: 2, kept: 2, refused: 0 },
    });
    const rows = await imports.rows(id);
    expect(undoneOf(rows)).toEqual([
      ['SB60001', 'kept'],
      ['6000001', 'undone'],
      ['6000002', 'kept'],
      ['6000003', 'undone'],
      ['6000003', null],
      ['SB6', null],
    ]);
    expect(rows[1]?.undo?.detail).toContain('6000001 taken out of SB60001');
    expect(rows[1]?.undo?.detail).toContain('it stays known');
    expect(rows[3]?.undo?.detail).not.toContain('it stays known');
    expect((await admin.get('/api/v2/bags/SB60001')).json()).toMatchObject({ childCount: 0 });
    const twice = await admin.post(`/api/v2/imports/${id}/undo`);
    expect([twice.statusCode, twice.json().code]).toEqual([409, 'import_not_done']);
  });

  test('is refused row by row where something else has happened since, and says what', async () => {
    const sheet = csv(
      HEADER,
      'SB60011,parent,',
      '6000011,child,SB60011',
      '6000012,child,SB60011',
      'SB60012,parent,',
      '6000013,child,SB60012',
    );
    const { id } = await imports.run('kind=bags&mode=commit', sheet);
    await admin.post('/api/v2/bills', { code: 'U-1', target: 5 });
    const biller = scanner(app, await asUser('biller'));
    await biller.send([
      { action: 'move', code: '6000012', parent: 'SB60099' },
      { action: 'bill', code: 'SB60012', bill: 'U-1' },
    ]);
    expect((await imports.undo(id)).undo).toMatchObject({ undone: 1, kept: 2, refused: 2 });
    const rows = await imports.rows(id);
    expect(undoneOf(rows)).toEqual([
      ['SB60011', 'kept'],
      ['6000011', 'undone'],
      ['6000012', 'refused'],
      ['SB60012', 'kept'],
      ['6000013', 'refused'],
    ]);
    expect(rows[2]?.undo?.detail).toBe('6000012 was moved (SB60099) since, by biller');
    expect(rows[4]?.undo?.detail).toBe('SB60012 was put on a bill (U-1) since, by biller');
    expect((await admin.get('/api/v2/bags/6000012')).json()).toMatchObject({ parent: 'SB60099' });
    expect((await admin.get('/api/v2/bags/6000013')).json()).toMatchObject({ parent: 'SB60012' });
  });

  test('leaves what is on a completed bill, and goes on with the rest', async () => {
    const sheet = csv(
      HEADER,
      'SB60031,parent,',
      '6000031,child,SB60031',
      'SB60032,parent,',
      '6000032,child,SB60032',
    );
    const { id } = await imports.run('kind=bags&mode=commit', sheet);
    await admin.post('/api/v2/bills', { code: 'U-3', target: 1 });
    await bench.send([{ action: 'bill', code: 'SB60031', bill: 'U-3' }]);
    expect((await admin.post('/api/v2/bills/U-3/complete')).statusCode).toBe(200);
    const billing = csv('Sr,Parent', '1,SB60032', 'Bill,U-4');
    const billed = await imports.run('kind=billing&mode=commit', billing);
    expect((await admin.post('/api/v2/bills/U-4/complete')).statusCode).toBe(200);
    expect((await imports.undo(id)).undo).toMatchObject({ undone: 0, kept: 2, refused: 2 });
    expect((await imports.undo(billed.id)).undo).toMatchObject({ undone: 0, kept: 1, refused: 1 });
    const [row] = await imports.rows(billed.id);
    expect(row?.undo?.detail).toBe('The bill U-4 is completed: nothing on it can be changed');
  });

  test('takes parents off their bills, which stay', async () => {
    const sheet = csv('Sr,Parent', '1,SB60011', '2,SB60012', 'Bill,U-2');
    const { id } = await imports.run('kind=billing&mode=commit', sheet);
    expect(undoneOf(await imports.rows((await imports.undo(id)).id))).toEqual([
      ['SB60011', 'undone'],
      // On another bill before: there was nothing to undo.
      ['SB60012', null],
      ['U-2', 'kept'],
    ]);
    expect((await admin.get('/api/v2/bills/U-2')).json()).toMatchObject({ parentCount: 0 });
  });

  test('is refused for a dry run, and for somebody who may not import', async () => {
    const { id } = await imports.run('kind=bags&mode=dry_run', csv(HEADER, '6000021,child,'));
    const refused = await admin.post(`/api/v2/imports/${id}/undo`);
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'import_is_dry_run']);
    const dispatcher = client(app, await asUser('dispatcher', 'jaipur'));
    expect((await dispatcher.post(`/api/v2/imports/${id}/undo`)).statusCode).toBe(403);
  });
});

test('an import and its undo touch nothing but the codes of the file', async () => {
  const bags = Array.from({ length: 300 }, (_, at) => ({
    action: 'pack',
    code: String(6_100_000 + at),
    parent: `SB61${String(Math.floor(at / 30)).padStart(3, '0')}`,
  }));
  await bench.send(bags);
  const rest = () =>
    db.runText(
      `select to_jsonb(bag) as row from bag where code not in ('SB61999', '6100005', '6199999')
         and code <> 'SB61000'
       union all select to_jsonb(bill) from bill union all select to_jsonb(bill_content)
         from bill_content
       union all select to_jsonb(app_user) from app_user union all select to_jsonb(product)
         from product
       order by 1`,
      [],
    );
  const before = await rest();
  const sheet = csv(
    'Sr,QR',
    '1,LABEL NO.:6199999',
    '2,LABEL NO.:6100005',
    'Parent Code,SB61999',
    '1,LABEL NO.:6100005',
    'Parent Code,SB61000',
  );
  const { id, counts } = await imports.run('kind=packing&mode=commit', sheet);
  expect(counts).toEqual({ created: 2, linked: 0, same: 2, conflict: 1, refused: 0 });
  expect(await rest()).toEqual(before);
  await imports.undo(id);
  expect(await rest()).toEqual(before);
});

test('the ledger explains all of it', async () => {
  const own = openDatabase({
    connection: connections.app,
    name: 'verify',
    connectionsMax: 1,
    statementTimeoutMs: 60_000,
    log: quietLog,
  });
  const { differences, sentences } = await verify(own, () => undefined).finally(() => own.close());
  expect(sentences).toEqual([]);
  expect(differences).toBe(0);
});
