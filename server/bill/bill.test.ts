import { describe, expect, test } from 'vitest';
import type { Bill } from '#contract/bill.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, db } = await openTestApp();
const admin = client(app, await asAdmin());
const biller = client(app, await asUser('biller'));
const dispatcher = client(app, await asUser('dispatcher', 'jaipur'));
const scans = scanner(app, await asAdmin());

let made = 0;

/** A new bill with so many parents on it, each with so many children. */
async function makeBill(fields: object = {}, parents = 0, childrenEach = 1): Promise<string> {
  const number = ++made;
  const code = `B-${number}`;
  const response = await biller.post('/api/v2/bills', { code, ...fields });
  expect(response.statusCode, response.body).toBe(201);
  for (let at = 0; at < parents; at++)
    await fillAndBill(parentCode(number, at), code, childrenEach);
  return code;
}

function parentCode(bill: number, at: number): string {
  return `SB${String(bill * 100 + at).padStart(5, '0')}`;
}

async function fillAndBill(parent: string, bill: string, children: number): Promise<void> {
  const packs = Array.from({ length: children }, (_, at) => ({
    action: 'pack',
    code: `K${parent.slice(2)}-${at}`,
    parent,
  }));
  await scans.send([
    { action: 'open', code: parent },
    ...packs,
    { action: 'bill', code: parent, bill },
  ]);
}

const billOf = async (code: string): Promise<Bill> =>
  (await biller.get(`/api/v2/bills/${code}`)).json();
const complete = (code: string, reason?: string) =>
  biller.post(`/api/v2/bills/${code}/complete`, reason === undefined ? undefined : { reason });
const reopen = (code: string, payload: object = { reason: 'a bag is missing' }) =>
  biller.post(`/api/v2/bills/${code}/reopen`, payload);
const refusal = (response: { statusCode: number; json(): { code: string } }) => [
  response.statusCode,
  response.json().code,
];

async function tallied(): Promise<object> {
  const [row] = await db.runText<Record<string, number>>(
    `select sum(bills_new)::int as new, sum(bills_processing)::int as processing,
       sum(bills_completed)::int as completed from tally`,
    [],
  );
  return { ...row };
}

async function counted(): Promise<object> {
  const [row] = await db.runText<Record<string, number>>(
    `select count(*) filter (where status = 'new')::int as new,
       count(*) filter (where status = 'processing')::int as processing,
       count(*) filter (where status = 'completed')::int as completed from bill`,
    [],
  );
  return { ...row };
}

async function lastAudit(code: string): Promise<unknown> {
  const [row] = await db.runText(
    `select actor, action, before, after from audit_entry where subject = $1
     order by seq desc limit 1`,
    [`bill:${code}`],
  );
  return row;
}

describe('POST /api/v2/bills', () => {
  test('creates a bill and answers as GET does', async () => {
    const response = await biller.post('/api/v2/bills', { code: ' inv/2026-07 ', dealer: '  ' });
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe('/api/v2/bills/INV%2F2026-07');
    const read = await dispatcher.get('/api/v2/bills/inv%2F2026-07');
    expect(read.headers.etag).toBe(response.headers.etag);
    expect(read.json()).toEqual(response.json());
    expect(read.json()).toEqual({
      code: 'INV/2026-07',
      status: 'new',
      target: 30,
      dealer: null,
      destination: null,
      vehicle: null,
      description: null,
      parentCount: 0,
      childCount: 0,
      expectedWeightKg: 0,
      actualWeightKg: 0,
      varianceKg: 0,
      createdBy: 'biller',
      createdAt: expect.stringMatching(/Z$/),
      completedAt: null,
      parents: [],
    });
    expect(await lastAudit('INV/2026-07')).toMatchObject({
      actor: 'biller',
      action: 'bill.create',
    });
  });

  test.each(['AB', 'A'.repeat(51), '-AB', 'AB-', 'A..B', 'A B C', 'Summary', 'ＡＢＣ', 'ſum'])(
    'refuses the code %j',
    async (code) => {
      const response = await biller.post('/api/v2/bills', { code });
      expect(refusal(response)).toEqual([422, 'not_possible']);
      expect(response.json().errors).toMatchObject([{ pointer: '/code' }]);
    },
  );

  test.each([0, -1, 1.5, 1_001])('refuses the target %d', async (target) => {
    const response = await biller.post('/api/v2/bills', { code: 'TARGET', target });
    expect(response.json().errors).toMatchObject([{ pointer: '/target' }]);
    expect(response.statusCode).toBe(422);
  });

  test('tells a wrong code and a wrong target at once', async () => {
    const response = await biller.post('/api/v2/bills', { code: '!', target: 0 });
    expect(refusal(response)).toEqual([422, 'not_possible']);
    expect(response.json().errors).toEqual([
      { pointer: '/code', detail: expect.stringContaining('must be 3 to 50 of') },
      { pointer: '/target', detail: 'must be >= 1' },
    ]);
  });

  test.each([{}, { code: 5 }, { code: 'B-OK', target: '5' }])(
    'calls %j malformed',
    async (body) => {
      expect(refusal(await biller.post('/api/v2/bills', body))).toEqual([400, 'malformed_request']);
    },
  );

  test('gives a code once, in any case, and never again after its bill was deleted', async () => {
    await biller.post('/api/v2/bills', { code: 'ONCE-1' });
    const again = () => biller.post('/api/v2/bills', { code: 'once-1' });
    expect(refusal(await again())).toEqual([409, 'bill_exists']);
    expect((await admin.delete('/api/v2/bills/Once-1')).statusCode).toBe(204);
    expect(refusal(await again())).toEqual([409, 'bill_exists']);
    expect(refusal(await biller.get('/api/v2/bills/ONCE-1'))).toEqual([404, 'bill_unknown']);
    expect(await tallied()).toEqual(await counted());
  });
});

describe('GET /api/v2/bills/{code}', () => {
  test('weighs what is on it: five parents with 128 children are 22 kg short', async () => {
    const code = await makeBill({ target: 5 });
    const fill = [30, 30, 30, 30, 8];
    for (const [at, children] of fill.entries())
      await fillAndBill(parentCode(made, at), code, children);
    const bill = await billOf(code);
    expect(bill).toMatchObject({
      status: 'processing',
      parentCount: 5,
      childCount: 128,
      actualWeightKg: 128,
      expectedWeightKg: 150,
      varianceKg: -22,
    });
    expect(bill.parents.map(({ code, status }) => [code, status])).toEqual(
      fill.map((children, at) => [parentCode(made, at), children === 30 ? 'complete' : 'open']),
    );
    expect(bill.parents[4]).toMatchObject({
      product: 'Mustard',
      childCount: 8,
      capacity: 30,
      expectedWeightKg: 30,
      actualWeightKg: 8,
    });
  });

  test('lists the parents in the order billed, also those of one request', async () => {
    const code = await makeBill();
    const order = ['SB90003', 'SB90001', 'M444-90002'];
    await scans.send(order.map((parent) => ({ action: 'open', code: parent })));
    await scans.send(order.map((parent) => ({ action: 'bill', code: parent, bill: code })));
    await scans.send([
      { action: 'open', code: 'SB90000' },
      { action: 'bill', code: 'SB90000', bill: code },
    ]);
    const { parents } = await billOf(code);
    expect(parents.map((parent) => parent.code)).toEqual([...order, 'SB90000']);
  });

  test('has an ETag that scanning does not change', async () => {
    const code = await makeBill();
    const etagOf = async () => (await biller.get(`/api/v2/bills/${code}`)).headers.etag;
    const before = await etagOf();
    await fillAndBill(parentCode(made, 0), code, 3);
    expect(await etagOf()).toBe(before);
    await biller.patch(`/api/v2/bills/${code}`, { dealer: 'Ram' }, { 'if-match': String(before) });
    expect(await etagOf()).not.toBe(before);
  });
});

describe('PATCH /api/v2/bills/{code}', () => {
  const patch = (code: string, edit: object, etag = '*') =>
    biller.patch(`/api/v2/bills/${code}`, edit, { 'if-match': etag });

  test('changes what is named, clears what is null or blank, and keeps the rest', async () => {
    const code = await makeBill({ dealer: 'Ram', vehicle: 'RJ14', destination: 'Kota' });
    const edit = { dealer: 'Shyam', vehicle: null, destination: ' ', target: 12 };
    expect((await patch(code, edit)).json()).toMatchObject({
      dealer: 'Shyam',
      vehicle: null,
      destination: null,
      target: 12,
      description: null,
    });
    expect(await lastAudit(code)).toEqual({
      actor: 'biller',
      action: 'bill.change',
      before: { dealer: 'Ram', vehicle: 'RJ14', destination: 'Kota', target: 30 },
      after: { dealer: 'Shyam', vehicle: null, destination: null, target: 12 },
    });
    expect((await patch(code, {})).json()).toMatchObject({ dealer: 'Shyam', target: 12 });
  });

  test('needs If-Match, and refuses who has not seen the newest', async () => {
    const code = await makeBill();
    const without = await biller.patch(`/api/v2/bills/${code}`, { dealer: 'Ram' });
    expect(refusal(without)).toEqual([428, 'if_match_required']);
    const { etag } = (await biller.get(`/api/v2/bills/${code}`)).headers;
    const both = await Promise.all([
      patch(code, { dealer: 'Ram' }, String(etag)),
      patch(code, { dealer: 'Shyam' }, String(etag)),
    ]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
  });

  test('refuses a target below the parents on the bill', async () => {
    const code = await makeBill({}, 2);
    const refused = await patch(code, { target: 1 });
    expect(refusal(refused)).toEqual([422, 'not_possible']);
    expect(refused.json().errors).toMatchObject([{ pointer: '/target' }]);
    expect((await patch(code, { target: 2 })).json()).toMatchObject({ target: 2, parentCount: 2 });
  });

  test('refuses a completed bill', async () => {
    const code = await makeBill({ target: 1 }, 1);
    await complete(code);
    expect(refusal(await patch(code, { dealer: 'Ram' }))).toEqual([409, 'bill_locked']);
  });

  test('answers 404 for a bill that is not there', async () => {
    expect(refusal(await patch('NO-SUCH', {}))).toEqual([404, 'bill_unknown']);
    expect(refusal(await patch('not%20a%20code', {}))).toEqual([404, 'bill_unknown']);
  });
});

describe('POST /api/v2/bills/{code}/complete and /reopen', () => {
  test('completes at the target without a reason, and locks what is on it', async () => {
    const code = await makeBill({ target: 1 }, 1);
    const response = await complete(code);
    expect(response.json()).toMatchObject({ status: 'completed', completedAt: expect.any(String) });
    expect(response.headers.etag).toBeDefined();
    const parent = parentCode(made, 0);
    const [packed] = await scans.send([{ action: 'pack', code: 'LATE-1', parent }]);
    expect(packed?.outcome).toBe('bill_locked');
  });

  test('needs something on it, and below its target a reason', async () => {
    expect(refusal(await complete(await makeBill(), 'because'))).toEqual([409, 'bill_empty']);
    const code = await makeBill({}, 2);
    expect(refusal(await complete(code))).toEqual([409, 'below_target']);
    expect(refusal(await complete(code, ' \t'))).toEqual([409, 'below_target']);
    expect((await complete(code, 'the truck is full')).json()).toMatchObject({
      status: 'completed',
    });
    expect(await lastAudit(code)).toMatchObject({
      action: 'bill.complete',
      after: { reason: 'the truck is full', parentCount: 2, target: 30 },
    });
    expect(refusal(await complete(code, 'again'))).toEqual([409, 'bill_locked']);
  });

  test('reopens with a reason, and goes on', async () => {
    const code = await makeBill({ target: 1 }, 1);
    expect(refusal(await reopen(code))).toEqual([409, 'bill_not_completed']);
    await complete(code);
    expect(refusal(await reopen(code, {}))).toEqual([400, 'malformed_request']);
    expect(refusal(await reopen(code, { reason: '  ' }))).toEqual([422, 'not_possible']);
    const reopened = await reopen(code);
    expect(reopened.json()).toMatchObject({ status: 'processing', completedAt: null });
    const [packed] = await scans.send([
      { action: 'pack', code: 'LATE-2', parent: parentCode(made, 0) },
    ]);
    expect(packed?.outcome).toBe('packed');
    expect(await tallied()).toEqual(await counted());
  });

  test('nothing is packed after a bill was completed while others pack', async () => {
    for (let round = 0; round < 5; round++) {
      const code = await makeBill({ target: 1 }, 1, 0);
      const parent = parentCode(made, 0);
      const packs = Array.from({ length: 29 }, (_, at) =>
        scans.send([{ action: 'pack', code: `R-${made}-${at}`, parent }]),
      );
      const completing = complete(code);
      const outcomes = (await Promise.all(packs)).flat().map(({ outcome }) => outcome);
      const atCompletion: Bill = (await completing).json();
      const packed = outcomes.filter((outcome) => outcome === 'packed').length;
      expect(outcomes.filter((outcome) => outcome === 'bill_locked')).toHaveLength(29 - packed);
      expect(atCompletion.status).toBe('completed');
      expect(await billOf(code)).toEqual(atCompletion);
      expect(atCompletion.childCount).toBe(packed);
    }
  });

  test('of two who complete or reopen at once, one is told that it is done', async () => {
    const code = await makeBill({ target: 1 }, 1);
    const completed = await Promise.all([complete(code), complete(code)]);
    expect(completed.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const reopened = await Promise.all([reopen(code), reopen(code)]);
    expect(reopened.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    expect(await tallied()).toEqual(await counted());
  });
});

describe('DELETE /api/v2/bills/{code}', () => {
  test('refuses a bill with something on it; a bill emptied again can be deleted', async () => {
    const code = await makeBill({}, 1);
    const response = await admin.delete(`/api/v2/bills/${code}`);
    expect(refusal(response)).toEqual([409, 'bill_not_empty']);
    await scans.send([{ action: 'unbill', code: parentCode(made, 0), bill: code }]);
    expect((await admin.delete(`/api/v2/bills/${code}`)).statusCode).toBe(204);
    expect(await lastAudit(code)).toMatchObject({ actor: 'admin', action: 'bill.delete' });
    expect(refusal(await admin.delete(`/api/v2/bills/${code}`))).toEqual([404, 'bill_unknown']);
    const [billed] = await scans.send([{ action: 'bill', code: parentCode(made, 0), bill: code }]);
    expect(billed?.outcome).toBe('bill_unknown');
  });

  test('never takes a code from a bill that is created at that moment', async () => {
    for (let round = 0; round < 10; round++) {
      const code = await makeBill();
      const [, created] = await Promise.all([
        admin.delete(`/api/v2/bills/${code}`),
        biller.post('/api/v2/bills', { code }),
      ]);
      expect(created.statusCode).toBe(409);
    }
  });
});

describe('roles', () => {
  test('a dispatcher sees every bill and changes none; only an admin deletes', async () => {
    const code = await makeBill({ target: 1 }, 1);
    const url = `/api/v2/bills/${code}`;
    expect((await dispatcher.get(url)).statusCode).toBe(200);
    const refused = await Promise.all([
      dispatcher.post('/api/v2/bills', { code: 'MINE-1' }),
      dispatcher.patch(url, {}, { 'if-match': '*' }),
      dispatcher.post(`${url}/complete`, {}),
      dispatcher.post(`${url}/reopen`, { reason: 'x' }),
      dispatcher.delete(url),
      biller.delete(url),
    ]);
    for (const response of refused) expect(refusal(response)).toEqual([403, 'not_allowed']);
  });
});
