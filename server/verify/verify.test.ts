import { expect, test } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';
import { type Verification, verify } from './verify.ts';

const { app, db, asAdmin, asUser } = await openTestApp();
const headers = await asAdmin();
const admin = scanner(app, headers);

/** A short history with an example of every change that a scan can make. */
async function makeHistory(): Promise<void> {
  for (const code of ['B-1', 'B-2', 'B-3']) {
    const payload = { code, target: 2 };
    const made = await app.inject({ method: 'POST', url: '/api/v2/bills', payload, headers });
    expect(made.statusCode, made.body).toBe(201);
  }
  const dispatcher = scanner(app, await asUser('dispatcher', 'indore'));
  const label = 'LABEL NO.:0000003 LOT NO.:STAR44, D.O.T.:30/09/2025';
  const pack = (code: string, parent: string) => ({ action: 'pack', code, parent });
  const fill = Array.from({ length: 15 }, (_, at) => pack(`00010${10 + at}`, 'M444-00001'));
  await dispatcher.send([
    { action: 'open', code: 'SB00001' },
    pack('0000001', 'SB00001'),
    pack('0000002', 'SB00001'),
    pack('0000002', 'SB00001'),
    pack('0000003', 'SB00002'),
    { action: 'register', code: '0000004' },
    { action: 'register', code: '0000005' },
    ...fill,
  ]);
  await admin.send([
    pack(label, 'SB00002'),
    { action: 'unpack', code: label },
    pack(label, 'SB00002'),
    { action: 'move', code: '0000002', parent: 'SB00003' },
    { action: 'unpack', code: '0000001' },
    { action: 'void', code: '0000005' },
    { action: 'open', code: 'SB00009' },
    { action: 'void', code: 'SB00009' },
    { action: 'seal', code: 'SB00002', reason: 'end of the lot' },
    { action: 'seal', code: 'SB00003', reason: 'end of the lot' },
    { action: 'reopen', code: 'SB00003' },
    { action: 'bill', code: 'SB00002', bill: 'B-1' },
    { action: 'bill', code: 'SB00001', bill: 'B-1' },
    { action: 'bill', code: 'SB00003', bill: 'B-2' },
    { action: 'bill', code: 'M444-00001', bill: 'B-2' },
    { action: 'unbill', code: 'SB00003', bill: 'B-2' },
    { action: 'pack', code: 'nonsense!', parent: 'SB00001' },
  ]);
  const complete = { method: 'POST', url: '/api/v2/bills/B-1/complete', headers } as const;
  expect((await app.inject(complete)).statusCode).toBe(200);
}

await makeHistory();
const check = (): Promise<Verification> => verify(db, () => undefined);

test('nothing differs after work of every kind', async () => {
  const steps: [number, number][] = [];
  const verification = await verify(db, (...step) => steps.push(step));
  expect(verification).toMatchObject({ bags: 25, scans: 39, bills: 3 });
  expect(verification.sentences).toEqual([]);
  expect(steps.at(-1)).toEqual([25, 25]);
});

/** Something a hand in the database could have done, what it is called, and its repair. */
const DAMAGES: readonly [what: string, damage: string, sentence: RegExp, repair: string][] = [
  [
    'a child in another parent',
    `update bag set parent_code = 'SB00003' where code = '0000003'`,
    /^0000003: parent_code is SB00003, but SB00002 by the ledger$/m,
    `update bag set parent_code = 'SB00002' where code = '0000003'`,
  ],
  [
    'a loose child that is packed',
    `update bag set parent_code = 'SB00001', packed_at = now() where code = '0000004'`,
    /^0000004: packed_at is .*, but null by the ledger$/m,
    `update bag set parent_code = null, packed_at = null where code = '0000004'`,
  ],
  [
    'a parent that counts wrong',
    `update bag set child_count = 7 where code = 'SB00002'`,
    /^SB00002: child_count is 7, but 1 children lie in it$/m,
    `update bag set child_count = 1 where code = 'SB00002'`,
  ],
  [
    'a seal that nobody set',
    `update bag set is_sealed = true where code = 'SB00003'`,
    /^SB00003: is_sealed is true, but false by the ledger$/m,
    `update bag set is_sealed = false where code = 'SB00003'`,
  ],
  [
    'another capacity',
    `update bag set capacity = 40 where code = 'SB00003'`,
    /^SB00003: capacity is 40, but 30 by the ledger$/m,
    `update bag set capacity = 30 where code = 'SB00003'`,
  ],
  [
    'another packer',
    `update bag set packed_by = 1 where code = '0001010'`,
    /^0001010: packed_by is 1, but \d+ by the ledger$/m,
    `update bag set packed_by = (select created_by from bag where code = '0001010')
     where code = '0001010'`,
  ],
  [
    'another area',
    `update bag set area_id = 5 where code = 'SB00001'`,
    /^SB00001: area_id is 5, but 2 by the ledger$/m,
    `update bag set area_id = 2 where code = 'SB00001'`,
  ],
  [
    'a bag that lists do not find',
    `update bag set shelf = shelf + 1 where code = 'SB00001'`,
    /^SB00001: lists look for it on shelf \d+, but it lies on \d+$/m,
    `update bag set shelf = shelf_of(bag) where code = 'SB00001'`,
  ],
  [
    'a packet that lists take for billed',
    `update bag set in_stock = false, shelf = shelf - 2 where code = '0000002'`,
    /^0000002: lists take it for billed, but its parent SB00003 is on no bill$/m,
    `update bag set in_stock = true, shelf = shelf + 2 where code = '0000002'`,
  ],
  [
    'a packet in stock without its parent',
    `update bag set in_stock = false where code = 'SB00003'`,
    /^0000002: is in stock, but its parent SB00003 does not say so$/m,
    `update bag set in_stock = true where code = 'SB00003'`,
  ],
  [
    'a loose packet in stock',
    `update bag set in_stock = true, shelf = shelf + 2 where code = '0000004'`,
    /^0000004: is in stock, but in no parent$/m,
    `update bag set in_stock = false, shelf = shelf - 2 where code = '0000004'`,
  ],
  [
    'another lot',
    `update bag set lot = 'MOON' where code = '0000003'`,
    /^0000003: lot is MOON, but STAR44 by the ledger$/m,
    `update bag set lot = 'STAR44' where code = '0000003'`,
  ],
  [
    'a void bag brought back',
    `update bag set is_void = false where code = '0000005'`,
    /^0000005: is_void is false, but true by the ledger$/m,
    `update bag set is_void = true where code = '0000005'`,
  ],
  [
    'a bag that nobody scanned',
    `insert into bag (code, kind, created_at, created_by) values ('7777777', 'child', now(), 1)`,
    /^7777777: a bag that the ledger does not know$/m,
    `delete from bag where code = '7777777'`,
  ],
  [
    'a bag that was deleted',
    `create table kept as select code, kind, created_at, created_by, area_id, shelf from bag
       where code = '0000004';
     delete from bag where code = '0000004'`,
    /^0000004: in the ledger, but there is no such bag$/m,
    `insert into bag (code, kind, created_at, created_by, area_id, shelf) select * from kept;
     drop table kept`,
  ],
  [
    'a scan that was deleted',
    `create table kept as select * from scan where outcome = 'moved';
     delete from scan where outcome = 'moved'`,
    /^0000002: parent_code is SB00003, but SB00001 by the ledger$/m,
    `insert into scan overriding system value select * from kept; drop table kept`,
  ],
  [
    'a scan that was changed',
    `update scan set other_parent_code = 'SB00002' where outcome = 'moved'`,
    /^0000002: moved from SB00002 in the ledger, but it lay in SB00001$/m,
    `update scan set other_parent_code = 'SB00001' where outcome = 'moved'`,
  ],
  [
    'a parent on another bill',
    `update bag set bill_code = 'B-2' where code = 'SB00001'`,
    /^SB00001: bill_code is B-2, but B-1 by the ledger$/m,
    `update bag set bill_code = 'B-1' where code = 'SB00001'`,
  ],
  [
    'parents billed in another order',
    `update bag set billed_place = 0 where code = 'SB00001'`,
    /^SB00001: billed_place 0 is not after \d+, the one billed before it$/m,
    `update bag set billed_place = 12 where code = 'SB00001'`,
  ],
  [
    'a bill that counts wrong',
    `update bill set parent_count = 1 where code = 'B-1'`,
    /^bill B-1: status is completed with parent_count 1, but 2 parents are on it$/m,
    `update bill set parent_count = 2 where code = 'B-1'`,
  ],
  [
    "a bill's content that is wrong",
    `update bill_content set child_count = child_count + 1 where bill_code = 'B-1'`,
    /^bill B-1, product 1: bill_content has 2 parents and 2 children, but there are 2 and 1$/m,
    `update bill_content set child_count = child_count - 1 where bill_code = 'B-1'`,
  ],
  [
    'a total that is wrong',
    `update tally set scans = scans + 5`,
    /^totals: scans is \d+, but there are 39$/m,
    `update tally set scans = scans - 5`,
  ],
  [
    'an audit entry that was changed',
    `update audit_entry set subject = 'user:nobody' where seq = 2`,
    /^audit entry 2: it, or one before it, was changed$/m,
    `update audit_entry set subject = 'user:admin' where seq = 2`,
  ],
];

test.each(DAMAGES)('%s is found', async (_what, damage, sentence, repair) => {
  await db.runText(damage, []);
  const { differences, sentences } = await check();
  await db.runText(repair, []);
  expect(sentences.join('\n')).toMatch(sentence);
  expect(differences).toBe(sentences.length);
  expect((await check()).sentences).toEqual([]);
});

test('an audit entry that was deleted is found', async () => {
  await db.runText('delete from audit_entry where seq = 3', []);
  expect((await check()).sentences).toContain('audit entry 4: 1 missing before it');
});

test('of many differences the first are told, and all are counted', async () => {
  await db.runText(
    `insert into bag (code, kind, created_at, created_by)
     select 'X' || n, 'child', now(), 1 from generate_series(1000, 1149) n`,
    [],
  );
  const { differences, sentences } = await check();
  expect(sentences).toHaveLength(100);
  expect(differences).toBeGreaterThanOrEqual(150);
});
