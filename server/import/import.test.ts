import { readFile } from 'node:fs/promises';
import readWorkbook from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import type { ImportRow } from '#contract/import.ts';
import { client } from '#test/client.ts';
import { csv, importsClient, openImportingApp, sendForm, sheetOf } from '#test/imports.ts';
import { scanner } from '#test/scanner.ts';
import { textRows, workbook } from '#test/workbook.ts';

const { app, asAdmin, asUser, db } = await openImportingApp();
const headers = await asAdmin();
const imports = importsClient(app, headers);
const admin = client(app, headers);
const bench = scanner(app, headers);

async function expectedOf<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(`../../test/data/${name}`, import.meta.url), 'utf8'));
}

function codesOf(rows: readonly ImportRow[], fate: string): string[] {
  return rows.filter((row) => row.fate === fate).map(({ code }) => code);
}

describe('the fates of the sample sheets', () => {
  interface Packing {
    readonly batches: readonly { readonly parent: string; readonly children: readonly string[] }[];
    readonly conflict: readonly { readonly code: string; readonly in: string }[];
    readonly parent_full: readonly string[];
    readonly no_parent: readonly string[];
  }

  test('a packing sheet, first as a dry run that changes nothing', async () => {
    const expected = await expectedOf<Packing>('packing-small.expected.json');
    const sheet = await sheetOf('packing-small.xlsx');
    const dryRun = await imports.run('kind=packing&mode=dry_run', sheet);
    expect(await db.runText('select from bag union all select from scan', [])).toEqual([]);
    const done = await imports.run('kind=packing&mode=commit', sheet);
    const rows = await imports.rows(done.id);
    expect(await imports.rows(dryRun.id)).toEqual(rows);
    const children = expected.batches.flatMap((batch) => batch.children);
    const parents = expected.batches.map(({ parent }) => parent);
    expect(codesOf(rows, 'created').toSorted()).toEqual([...children, ...parents].toSorted());
    const reasons = (name: string) => rows.filter(({ reason }) => reason === name);
    expect(reasons('parent_full').map(({ code }) => code)).toEqual(expected.parent_full);
    expect(reasons('no_parent').map(({ code }) => code)).toEqual(expected.no_parent);
    const [conflict] = expected.conflict;
    expect(rows.filter(({ fate }) => fate === 'conflict')).toMatchObject([
      { code: conflict?.code, detail: `${conflict?.code} is already in ${conflict?.in}` },
    ]);
    for (const { parent, children } of expected.batches) {
      const found = (await admin.get(`/api/v2/bags/${parent}/children`)).json();
      expect(found.items.map(({ code }: { code: string }) => code).sort()).toEqual(children);
    }
  });

  test('the same file again is noticed, and doing it anyway changes nothing', async () => {
    const before = await db.runText('select * from bag order by code', []);
    const [first] = (await admin.get('/api/v2/imports?limit=1')).json().items;
    const again = await imports.run(
      'kind=packing&mode=commit',
      await sheetOf('packing-small.xlsx'),
    );
    expect(again.sameAs).toBe(first.id);
    expect(again.counts).toEqual({ created: 0, linked: 0, same: 126, conflict: 1, refused: 4 });
    expect(await db.runText('select * from bag order by code', [])).toEqual(before);
  });

  interface Expected {
    readonly created: readonly number[];
    readonly refused: readonly { readonly row: number; readonly reason: string }[];
  }

  test.each(['bags', 'bills'] as const)('%s.csv', async (kind) => {
    const { created, refused } = await expectedOf<Expected>(`${kind}.expected.json`);
    const done = await imports.run(`kind=${kind}&mode=commit`, await sheetOf(`${kind}.csv`));
    const rows = await imports.rows(done.id);
    const numbers = rows.filter(({ fate }) => fate === 'created').map(({ row }) => row);
    expect(numbers).toEqual(created);
    expect(rows.filter(({ fate }) => fate === 'refused')).toMatchObject(
      refused.map(({ row, reason }) => ({ row, reason })),
    );
    expect(rows).toHaveLength(created.length + refused.length);
  });

  test('a bill has what its row says', async () => {
    expect((await admin.get('/api/v2/bills/JPR-1-002')).json()).toMatchObject({
      target: 10,
      description: 'again',
      dealer: null,
      createdBy: 'admin',
    });
    const audited = await db.runText(
      `select from audit_entry where action = 'bill.create' and subject = 'bill:LKO-1-001'`,
      [],
    );
    expect(audited).toHaveLength(1);
  });

  test('a day of packing, then of billing', async () => {
    const expected = await expectedOf<{
      parents: number;
      children: number;
      bills: { code: string; parents: number; children: number; expectedWeightKg: number }[];
    }>('day.expected.json');
    const packed = await imports.run('kind=packing&mode=commit', await sheetOf('packing-day.xlsx'));
    expect(packed.counts).toEqual({
      created: expected.parents + expected.children,
      linked: 0,
      same: 0,
      conflict: 0,
      refused: 0,
    });
    const billed = await imports.run('kind=billing&mode=commit', await sheetOf('billing-day.xlsx'));
    expect(billed.counts).toMatchObject({ created: expected.bills.length, linked: 240 });
    for (const { code, parents, children, expectedWeightKg } of expected.bills) {
      expect((await admin.get(`/api/v2/bills/${code}`)).json()).toMatchObject({
        target: parents,
        parentCount: parents,
        childCount: children,
        expectedWeightKg,
        status: 'processing',
      });
    }
  });
});

describe('a dry run', () => {
  test('is nothing that a file was recorded by, and names what it was recorded by', async () => {
    const sheet = csv('qr_id,type,parent_qr_id', 'SB70009,parent,');
    const dryRun = await imports.run('kind=bags&mode=dry_run', sheet);
    const first = await imports.run('kind=bags&mode=commit', sheet);
    const again = await imports.run('kind=bags&mode=dry_run', sheet);
    const second = await imports.run('kind=bags&mode=commit', sheet);
    const sameAs = [dryRun, first, again, second].map((one) => one.sameAs);
    expect(sameAs).toEqual([null, null, first.id, first.id]);
  });

  test('is committed, and says of each row what has changed in between', async () => {
    const sheet = csv('qr_id,type,parent_qr_id', 'SB70001,parent,', '7000001,child,SB70001');
    const dryRun = await imports.run('kind=bags&mode=dry_run', sheet);
    expect(dryRun.counts).toMatchObject({ created: 2 });
    await bench.send([{ action: 'pack', code: '7000001', parent: 'SB70002' }]);
    const done = await imports.commit(dryRun.id);
    expect(done).toMatchObject({ mode: 'commit', dryRun: dryRun.id, changed: 1, sameAs: null });
    expect(await imports.rows(done.id)).toMatchObject([
      { code: 'SB70001', fate: 'created', foreseen: null },
      {
        code: '7000001',
        fate: 'conflict',
        foreseen: 'created',
        detail: '7000001 is already in SB70002 (in the dry run it was created)',
      },
    ]);
  });

  test('counts with what the rows before have done', async () => {
    const lines = [
      'SB70010,parent,',
      ...Array.from({ length: 32 }, (_, at) => `70010${at + 10},child,SB70010`),
      '7001010,child,SB70011',
      '7001050,child,',
      '7001050,child,SB70011',
    ];
    const sheet = csv('qr_id,type,parent_qr_id', ...lines);
    const dryRun = await imports.run('kind=bags&mode=dry_run', sheet);
    const foreseen = await imports.rows(dryRun.id);
    expect(foreseen.slice(31).map(({ fate, reason }) => [fate, reason])).toEqual([
      ['refused', 'parent_full'],
      ['refused', 'parent_full'],
      ['conflict', 'in_other_parent'],
      ['created', 'registered'],
      ['linked', 'packed'],
    ]);
    const done = await imports.commit(dryRun.id);
    expect(done.changed).toBe(0);
    expect(await imports.rows(done.id)).toEqual(foreseen);
    expect(await db.runText('select from import_foreseen', [])).toEqual([]);
  });

  test('counts bills alike', async () => {
    const rows = textRows(
      ['Sr', 'Parent'],
      ['1', 'SB70001'],
      ['2', 'SB70001'],
      ['3', 'SB79999'],
      ['Bill No', 'b-dry-1'],
      ['1', 'SB70001'],
      ['Bill No', 'B-DRY-2'],
      ['1', 'SB70010'],
      ['Bill', 'B-DRY-1'],
      ['1', 'SB70011'],
    );
    const bytes = await workbook({ sheets: [{ name: 'S', rows }] });
    const sheet = { name: 'b.xlsx', bytes };
    const dryRun = await imports.run('kind=billing&mode=dry_run', sheet);
    const foreseen = await imports.rows(dryRun.id);
    expect(foreseen.map(({ code, fate, reason }) => [code, fate, reason])).toEqual([
      ['SB70001', 'linked', 'billed'],
      ['SB70001', 'same', 'already_on_bill'],
      ['SB79999', 'refused', 'bag_unknown'],
      ['B-DRY-1', 'created', 'made'],
      ['SB70001', 'conflict', 'on_other_bill'],
      ['B-DRY-2', 'created', 'made'],
      ['SB70010', 'linked', 'billed'],
      ['B-DRY-1', 'same', 'known'],
      ['SB70011', 'refused', 'no_bill'],
    ]);
    const done = await imports.commit(dryRun.id);
    expect(await imports.rows(done.id)).toEqual(foreseen);
    // Two in its first batch and one in its second.
    expect((await admin.get('/api/v2/bills/B-DRY-1')).json()).toMatchObject({ target: 3 });
  });

  test('only it can be committed, and only once it is done', async () => {
    const done = await imports.run('kind=bags&mode=commit', csv('qr_id,type', '7009999,child'));
    const refused = await admin.post(`/api/v2/imports/${done.id}/commit`);
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'import_is_no_dry_run']);
    const bad = await imports.run('kind=bags&mode=dry_run', csv('nothing', 'x'));
    const failed = await admin.post(`/api/v2/imports/${bad.id}/commit`);
    expect([failed.statusCode, failed.json().code]).toEqual([409, 'import_not_done']);
  });
});

describe('existing=refuse', () => {
  test('refuses what was known before, and what goes into it', async () => {
    await bench.send([{ action: 'open', code: 'SB70020' }]);
    const rows = textRows(
      ['Sr', 'QR'],
      ['1', 'LABEL NO.:7002001'],
      ['Parent Code', 'SB70020'],
      ['1', 'LABEL NO.:7001050'],
      ['2', 'LABEL NO.:7002003'],
      ['3', 'SB70021'],
      ['1', 'LABEL NO.:7002003'],
      ['2', 'SB70021'],
    );
    const bytes = await workbook({ sheets: [{ name: 'S', rows }] });
    const sheet = { name: 'x.xlsx', bytes };
    for (const mode of ['dry_run', 'commit']) {
      const done = await imports.run(`kind=packing&existing=refuse&mode=${mode}`, sheet);
      const fates = await imports.rows(done.id);
      expect(fates.map(({ code, fate, reason }) => [code, fate, reason])).toEqual([
        ['7002001', 'refused', 'known'],
        ['SB70020', 'refused', 'known'],
        ['7001050', 'refused', 'known'],
        ['7002003', 'created', 'packed'],
        ['SB70021', 'created', 'opened'],
        ['7002003', 'same', 'already_here'],
        ['SB70021', 'same', 'ready'],
      ]);
    }
  });

  test('refuses a known bill with its parents', async () => {
    const sheet = csv('Sr,Parent', '1,SB70021', 'Bill,B-DRY-2');
    const done = await imports.run('kind=billing&existing=refuse&mode=commit', sheet);
    expect(done.counts).toMatchObject({ refused: 2 });
    const again = csv('bill_id', 'B-DRY-2', 'B-NEW-1', 'b-new-1');
    const bills = await imports.run('kind=bills&existing=refuse&mode=commit', again);
    const fates = await imports.rows(bills.id);
    expect(fates.map(({ fate }) => fate)).toEqual(['refused', 'created', 'same']);
  });
});

describe('rows that are neither', () => {
  test('each has a fate and says why', async () => {
    const rows = textRows(
      ['Sr', 'QR'],
      ['1', 'LABEL NO.: ABC'],
      ['2', 'Total 30'],
      ['3', null],
      [null, null, 'checked by Ravi'],
      ['4', 'LABEL NO.:7003001'],
      ['Parent Code', 'SB7003'],
      ['1', 'LABEL NO.:7003002'],
      ['2', '7003003'],
      ['3', 'M444-70030'],
    );
    const bytes = await workbook({ sheets: [{ name: 'S', rows }] });
    const done = await imports.run('kind=packing&mode=commit', { name: 'x.xlsx', bytes });
    const fates = await imports.rows(done.id);
    expect(fates.map(({ row, fate, reason }) => [row, fate, reason])).toEqual([
      [2, 'refused', 'no_parent'],
      [3, 'refused', 'malformed'],
      [4, 'refused', 'malformed'],
      [5, 'refused', 'malformed'],
      [6, 'refused', 'no_parent'],
      [7, 'refused', 'malformed'],
      [8, 'created', 'packed'],
      [9, 'refused', 'malformed'],
      [10, 'created', 'opened'],
    ]);
    expect(fates[1]?.detail).toBe(`Not accepted: neither a label nor a parent's code: "Total 30"`);
  });

  test('a sheet without a header loses no row', async () => {
    const sheet = csv('1;LABEL NO.:7003010 LOT NO.:L-1, D.O.T.:30/09/2025', 'Parent Code;SB70031');
    const done = await imports.run('kind=packing&mode=commit', sheet);
    expect(done.counts).toMatchObject({ created: 2 });
    expect((await admin.get('/api/v2/bags/7003010')).json()).toMatchObject({
      lot: 'L-1',
      labelDate: '2025-09-30',
      parent: 'SB70031',
    });
  });

  test('a batch of many thousands is not held in memory', async () => {
    const children = Array.from({ length: 11_000 }, (_, at) => `${at},LABEL NO.:77${10_000 + at}`);
    const sheet = csv('Sr,QR', ...children, 'Parent Code,SB70040', '1,LABEL NO.:7790000');
    for (const mode of ['dry_run', 'commit']) {
      const done = await imports.run(`kind=packing&mode=${mode}`, sheet);
      expect(done).toMatchObject({ rows: 11_002, counts: { created: 31, refused: 10_971 } });
      const [parent] = (await imports.rows(done.id)).slice(11_000);
      expect(parent).toMatchObject({ code: 'SB70040', fate: 'created', row: 11_002 });
    }
  });
});

describe('who may import what', () => {
  test('an area is that of the importer, or a named one', async () => {
    const biller = importsClient(app, await asUser('biller', 'jaipur'));
    const own = await biller.run('kind=bags&mode=commit', csv('qr_id,type', '7004001,child'));
    expect(own.area).toBe('jaipur');
    expect((await admin.get('/api/v2/bags/7004001')).json()).toMatchObject({ area: 'jaipur' });
    const query = 'kind=bags&mode=commit&area=Hisar';
    const named = await imports.run(query, csv('qr_id,type', '7004002,child'));
    expect(named.area).toBe('hisar');
    const other = await sendForm(app, await asUser('biller', 'jaipur'), query, csv('qr_id,type'));
    expect([other.statusCode, other.json().code]).toEqual([403, 'not_allowed']);
    const none = await sendForm(app, headers, `${query}x`, csv('qr_id,type'));
    expect([none.statusCode, none.json().code]).toEqual([404, 'area_unknown']);
  });

  test('a biller of an area sees its imports, one of none sees all', async () => {
    const jaipur = client(app, await asUser('biller', 'jaipur'));
    const seen = (await jaipur.get('/api/v2/imports')).json();
    expect(seen.items).toHaveLength(1);
    const { items } = (await admin.get('/api/v2/imports?kind=bills')).json();
    const hidden = await jaipur.get(`/api/v2/imports/${items[0].id}/rows.csv`);
    expect([hidden.statusCode, hidden.json().code]).toEqual([404, 'import_unknown']);
  });
});

describe('lists of imports and rows', () => {
  test('walk to their end, page by page', async () => {
    const all = (await admin.get('/api/v2/imports?limit=500')).json();
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const page = (await admin.get(`/api/v2/imports?limit=3${cursor}`)).json();
      ids.push(...page.items.map(({ id }: { id: string }) => id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(ids).toEqual(all.items.map(({ id }: { id: string }) => id));
    const foreign = await admin.get('/api/v2/imports?cursor=x');
    expect(foreign.json().code).toBe('bad_cursor');
  });

  test('rows come as CSV that no spreadsheet takes for formulas', async () => {
    const sheet = csv('qr_id,type', '"=cmd|calc",child', '"a ""b"", c",child', '7005001,child');
    const done = await imports.run('kind=bags&mode=commit', sheet);
    const file = await admin.get(`/api/v2/imports/${done.id}/rows.csv?fate=refused`);
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.headers['content-disposition']).toContain(`import-${done.id}.csv`);
    expect(file.body.split('\r\n')).toEqual([
      '\ufeffsheet,row,code,fate,reason,detail,into,foreseen,undo,undo_detail',
      `,2,'=CMD|CALC,refused,malformed,"Not accepted: not a bag code: ""=cmd|calc""",,,,`,
      `,3,"A ""B"", C",refused,malformed,` + `"Not accepted: not a bag code: ""a ""b"", c""",,,,`,
      '',
    ]);
  });

  test('and as a workbook, all of them', async () => {
    const day = (await admin.get('/api/v2/imports?kind=packing&limit=500')).json();
    const { id } = day.items.find(({ rows }: { rows: number }) => rows === 6_660);
    const url = `/api/v2/imports/${id}/rows.xlsx`;
    const file = await app.inject({ method: 'GET', url, headers });
    const [sheet] = await readWorkbook(file.rawPayload);
    expect(sheet?.data).toHaveLength(6_661);
    expect(sheet?.data[1]?.slice(0, 5)).toEqual(['30-09-2025', 2, '0116710', 'created', 'packed']);
  });
});

test.each([
  ['bags', 'csv'],
  ['bags', 'xlsx'],
  ['bills', 'csv'],
  ['packing', 'xlsx'],
] as const)(
  'an export of %s as %s says when imported that all of it is so',
  async (kind, format) => {
    const url = `/api/v2/exports/${kind}.${format}`;
    const { rawPayload: bytes } = await app.inject({ method: 'GET', url, headers });
    const query = `kind=${kind === 'bills' ? 'bills' : 'bags'}&mode=dry_run`;
    const { rows, counts } = await imports.run(query, { name: `x.${format}`, bytes });
    expect(rows).toBeGreaterThan(1);
    expect(counts).toEqual({ created: 0, linked: 0, same: rows, conflict: 0, refused: 0 });
  },
);
