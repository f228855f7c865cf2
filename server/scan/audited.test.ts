import { expect, test, vi } from 'vitest';
import type { AuditItem } from '#contract/audit.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, deps, db } = await openTestApp();
const headers = await asAdmin();
const admin = scanner(app, headers);
const jaipur = await asUser('dispatcher', 'jaipur');
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

async function audited(query: string): Promise<AuditItem[]> {
  return (await client(app, headers).get(`/api/v2/audit?${query}`)).json().items;
}

test('voiding is in the audit: who, what it was, why, from where', async () => {
  await admin.send([{ action: 'open', code: 'SB70000' }]);
  const scans = [admin.scan({ action: 'void', code: 'sb70000', reason: 'torn' })];
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
  await client(app, headers).post('/api/v2/scans', { scans }, { traceparent });
  expect(await audited('action=bag.void&subject=bag:SB70000')).toMatchObject([
    {
      actor: 'admin',
      before: { isVoid: false, kind: 'parent', product: 'Mustard' },
      after: { isVoid: true, kind: 'parent', product: 'Mustard', reason: 'torn' },
      ip: '127.0.0.1',
      traceId: TRACE,
    },
  ]);
});

test('it is there once, however often the scan is sent and the bag voided', async () => {
  const voiding = admin.scan({ action: 'void', code: '7000001' });
  const results = await admin.send([
    { action: 'register', code: '7000001' },
    voiding,
    { action: 'void', code: '7000001' },
    voiding,
  ]);
  const again = await admin.send([voiding]);
  expect([...results, ...again].map(({ outcome, replayed }) => [outcome, replayed])).toEqual([
    ['registered', false],
    ['voided', false],
    ['already_void', false],
    ['voided', true],
    ['voided', true],
  ]);
  expect(await audited('action=bag.void&subject=bag:7000001')).toHaveLength(1);
});

test('a bag is not voided where the audit cannot be written', async () => {
  await admin.send([{ action: 'open', code: 'SB70001' }]);
  const scans = [admin.scan({ action: 'void', code: 'SB70001' })];
  const send = () => client(app, headers).post('/api/v2/scans', { scans });
  await db.runText(
    `create function refuse_entry() returns trigger language plpgsql as
      $$ begin raise exception 'no room'; end $$`,
    [],
  );
  await db.runText(
    `create trigger refuse_entry before insert on audit_entry
     for each row execute function refuse_entry()`,
    [],
  );
  expect((await send()).statusCode).toBe(500);
  await db.runText('drop trigger refuse_entry on audit_entry', []);
  const bag = async () => (await client(app, headers).get('/api/v2/bags/SB70001')).json().status;
  expect(await bag()).toBe('open');
  expect((await send()).json().results).toMatchObject([{ outcome: 'voided', replayed: false }]);
  expect(await bag()).toBe('void');
  expect(await audited('subject=bag:SB70001')).toHaveLength(1);
});

test('the chain holds when many void at once', async () => {
  const codes = Array.from({ length: 60 }, (_, at) => `71000${String(at).padStart(2, '0')}`);
  await admin.send(codes.map((code) => ({ action: 'register', code })));
  await Promise.all(codes.map((code) => admin.send([{ action: 'void', code }])));
  expect(await audited('action=bag.void&limit=500')).toHaveLength(60 + 3);
  const broken = await deps.db.runText(
    `select from (select entry, lag(entry.hash, 1, ''::bytea) over (order by seq) as previous
      from audit_entry as entry) as chain
     where (entry).hash <> audit_hash(previous, entry)`,
    [],
  );
  expect(broken).toEqual([]);
});

test('scans that a role or an area does not allow are refusals, one entry an action', async () => {
  await admin.send([{ action: 'open', code: 'SB70002' }]);
  const dispatcher = scanner(app, jaipur);
  await scanner(app, await asUser('dispatcher', 'hisar')).send([
    { action: 'open', code: 'SB70003' },
  ]);
  const voiding = dispatcher.scan({ action: 'void', code: 'SB70002' });
  await dispatcher.send([
    voiding,
    { action: 'void', code: '7200001' },
    { action: 'pack', code: '7200001', parent: 'SB70003' },
    { action: 'open', code: 'nonsense' },
  ]);
  await dispatcher.send([voiding]);
  const entry = {
    actor: 'dispatcher.jaipur',
    subject: 'POST /api/v2/scans',
    before: null,
    ip: '127.0.0.1',
  };
  await vi.waitFor(async () => {
    const found = await audited('action=refused&actor=dispatcher.jaipur');
    expect(found.toReversed()).toMatchObject([
      {
        ...entry,
        after: { scan: 'void', outcome: 'not_allowed', codes: 'SB70002, 7200001', count: 2 },
      },
      { ...entry, after: { scan: 'pack', outcome: 'not_in_area', codes: '7200001', count: 1 } },
    ]);
  });
});

test("a refusal at one of the original system's addresses is one, too", async () => {
  await client(app, headers).post('/api/v2/bills', { code: 'B-AUDIT' });
  const body = { bill_id: 'B-AUDIT', qr_code: 'SB70002' };
  const response = await client(app, jaipur).post('/fast/bill_parent_scan', body);
  expect(response.json().error_type).toBe('access_denied');
  await vi.waitFor(async () =>
    expect(await audited('action=refused&subject=POST /fast/bill_parent_scan')).toMatchObject([
      { actor: 'dispatcher.jaipur', after: { scan: 'bill', codes: 'SB70002' } },
    ]),
  );
});
