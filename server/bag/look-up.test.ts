import { describe, expect, test } from 'vitest';
import type { Bag } from '#contract/bag.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser } = await openTestApp();
const admin = client(app, await asAdmin());
const scans = scanner(app, await asAdmin());
const dispatcher = client(app, await asUser('dispatcher', 'jaipur'));

const LABEL = 'LABEL NO.:0016586 LOT NO.:STAR44GG24611, D.O.T.:30/09/2025';

async function bagOf(rawCode: string, by = admin): Promise<Bag> {
  const response = await by.get(`/api/v2/bags/${encodeURIComponent(rawCode)}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

await admin.post('/api/v2/bills', { code: 'B-1' });
await scans.send([
  { action: 'pack', code: LABEL, parent: 'SB12345' },
  { action: 'pack', code: '0016587', parent: 'SB12345' },
  { action: 'bill', code: 'SB12345', bill: 'B-1' },
  { action: 'register', code: 'LOOSE-1' },
  { action: 'open', code: 'M444-00001' },
  { action: 'void', code: 'M444-00001' },
]);

describe('GET /api/v2/bags/{code}', () => {
  test('shows a child with its label, its parent and the bill that its parent is on', async () => {
    const bag = await bagOf('0016586');
    expect(bag).toEqual({
      code: '0016586',
      kind: 'child',
      product: null,
      status: null,
      childCount: null,
      capacity: null,
      lot: 'STAR44GG24611',
      labelDate: '2025-09-30',
      area: null,
      parent: 'SB12345',
      bill: 'B-1',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      createdBy: 'admin',
    });
  });

  test('shows a parent with its product and how full it is', async () => {
    expect(await bagOf('SB12345')).toMatchObject({
      kind: 'parent',
      product: 'Mustard',
      status: 'open',
      childCount: 2,
      capacity: 30,
      lot: null,
      parent: null,
      bill: 'B-1',
    });
  });

  test.each([
    ['a whole label', LABEL, '0016586'],
    ['small letters', 'sb12345', 'SB12345'],
    ['what a scanner sends before and after', ']Q1sb12345\t', 'SB12345'],
  ])('finds a bag by %s', async (_what, rawCode, code) => {
    expect((await bagOf(rawCode)).code).toBe(code);
  });

  test('says that a bag is void', async () => {
    expect(await bagOf('M444-00001')).toMatchObject({ status: 'void', childCount: 0 });
  });

  test('shows everybody the bags of all areas, which keep their area', async () => {
    const indore = scanner(app, await asUser('dispatcher', 'indore'));
    await indore.send([{ action: 'pack', code: '7000001', parent: 'SB70000' }]);
    expect(await bagOf('7000001', dispatcher)).toMatchObject({
      area: 'indore',
      createdBy: 'dispatcher.indore',
    });
  });

  test.each(['9999999', 'SB99999', 'no code', 'SB1', '%00', 'ＳＢ12345', '9'.repeat(2_000)])(
    'answers 404 bag_unknown for %j',
    async (rawCode) => {
      const response = await admin.get(`/api/v2/bags/${encodeURIComponent(rawCode)}`);
      expect(response.statusCode).toBe(404);
      expect(response.json()).toMatchObject({ code: 'bag_unknown' });
    },
  );

  test('keeps bags findable that a later childPattern forbids', async () => {
    await scans.send([{ action: 'register', code: 'OLD-77' }]);
    const set = (childPattern: string | null) =>
      admin.patch('/api/v2/settings', { childPattern }).then(({ statusCode }) => statusCode);
    expect(await set('#######')).toBe(200);
    expect(await bagOf('old-77')).toMatchObject({ code: 'OLD-77' });
    expect(await set(null)).toBe(200);
  });

  test('answers each of many who ask at once', async () => {
    const codes = Array.from({ length: 300 }, (_, at) => String(8_000_000 + at));
    await scans.send(codes.map((code) => ({ action: 'register', code })));
    const bags = await Promise.all([...codes, ...codes].map((code) => bagOf(code)));
    expect(bags.map(({ code }) => code)).toEqual([...codes, ...codes]);
  });

  test('sees what was confirmed before it was asked', async () => {
    for (let at = 0; at < 20; at++) {
      const code = String(8_100_000 + at);
      await scans.send([{ action: 'register', code }]);
      expect((await bagOf(code)).code).toBe(code);
    }
  });

  test('is for people who are signed in', async () => {
    const response = await client(app).get('/api/v2/bags/SB12345');
    expect(response.statusCode).toBe(401);
  });
});

describe('GET /api/v2/bags/{code}/children', () => {
  const childrenOf = (code: string) => admin.get(`/api/v2/bags/${code}/children`);

  test('lists all children in the order packed, with who packed them', async () => {
    const response = await childrenOf('sb12345');
    expect(response.json()).toEqual({
      items: [
        { code: '0016586', lot: 'STAR44GG24611', packedAt: expect.anything(), packedBy: 'admin' },
        { code: '0016587', lot: null, packedAt: expect.anything(), packedBy: 'admin' },
      ],
    });
  });

  test('is empty for a child and for an empty parent', async () => {
    expect((await childrenOf('0016586')).json()).toEqual({ items: [] });
    expect((await childrenOf('M444-00001')).json()).toEqual({ items: [] });
  });

  test('answers 404 bag_unknown for a bag that is not registered', async () => {
    const response = await childrenOf('SB99999');
    expect([response.statusCode, response.json().code]).toEqual([404, 'bag_unknown']);
  });
});
