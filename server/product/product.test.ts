import { expect, test } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, db, asAdmin, asUser } = await openTestApp();
const headers = await asAdmin();
const admin = scanner(app, headers);

const PRODUCTS = '/api/v2/products';
const WHEAT = {
  name: 'Wheat',
  pattern: 'WH######',
  capacity: 20,
  unitWeightKg: 2.5,
  expectedWeightKg: 50,
};

function create(product: object) {
  return app.inject({ method: 'POST', url: PRODUCTS, headers, payload: product });
}

function change(id: number, payload: object, ifMatch = '*') {
  const conditional = { ...headers, 'if-match': ifMatch };
  return app.inject({ method: 'PATCH', url: `${PRODUCTS}/${id}`, headers: conditional, payload });
}

test('mustard and moong are there at the start', async () => {
  const dispatcher = await asUser('dispatcher', 'indore');
  const response = await app.inject({ url: PRODUCTS, headers: dispatcher });
  expect(response.json()).toEqual({
    items: [
      {
        id: 1,
        name: 'Mustard',
        pattern: 'SB#####',
        capacity: 30,
        unitWeightKg: 1,
        expectedWeightKg: 30,
      },
      {
        id: 2,
        name: 'Moong',
        pattern: 'M444-#####',
        capacity: 15,
        unitWeightKg: 1,
        expectedWeightKg: 15,
      },
    ],
  });
});

test('parents of a product that an admin adds can be scanned at once', async () => {
  const response = await create(WHEAT);
  expect(response.statusCode).toBe(201);
  const { id } = response.json();
  expect(response.json()).toEqual({ id, ...WHEAT });
  expect(response.headers).toMatchObject({ location: `${PRODUCTS}/${id}`, etag: '"1"' });
  const [result] = await admin.send([{ action: 'open', code: 'WH000001' }]);
  expect(result).toMatchObject({ outcome: 'opened', parent: { product: 'Wheat', capacity: 20 } });
});

test.each([
  ['a name that is taken, in another case', { name: 'MUSTARD' }, 409, 'name_taken'],
  ['a pattern that is taken', { pattern: 'SB#####' }, 409, 'pattern_overlaps'],
  ['a pattern that shares texts with another', { pattern: 'SB1####' }, 409, 'pattern_overlaps'],
  ['a pattern without digits', { pattern: 'GRAIN' }, 422, 'not_possible'],
  ['a pattern that labels could match', { pattern: '#######' }, 422, 'not_possible'],
  ['a pattern in small letters', { pattern: 'gr####' }, 422, 'not_possible'],
  ['a capacity of nothing', { capacity: 0 }, 422, 'not_possible'],
  ['a capacity over 1,000', { capacity: 1001 }, 422, 'not_possible'],
  ['a capacity that is no number', { capacity: '20' }, 400, 'malformed_request'],
  ['no weight', { unitWeightKg: 0 }, 422, 'not_possible'],
  ['a weight finer than a gram', { unitWeightKg: 0.0005 }, 422, 'not_possible'],
  ['a weight with four decimals', { expectedWeightKg: 1.2345 }, 422, 'not_possible'],
])('a product with %s is refused', async (_what, fields, status, code) => {
  const response = await create({ ...WHEAT, name: 'Gram', pattern: 'GR####', ...fields });
  expect([response.statusCode, response.json().code]).toEqual([status, code]);
});

test('a pattern that would make packets unreadable is refused', async () => {
  const codes = ['KA12345', 'RICE-1234'];
  const results = await admin.send(codes.map((code) => ({ action: 'register', code })));
  expect(results.map(({ outcome }) => outcome)).toEqual(['registered', 'registered']);
  for (const pattern of ['KA-####', 'KA#####', 'RICE-####']) {
    const response = await create({ ...WHEAT, name: pattern, pattern });
    expect([response.statusCode, response.json().code]).toEqual([409, 'pattern_in_use']);
  }
  expect((await create({ ...WHEAT, name: 'Rice', pattern: 'RICE-#####' })).statusCode).toBe(201);
});

test('two overlapping products added at once become one', async () => {
  const patterns = ['ZA1###', 'ZA#1##', 'ZA##1#', 'ZA###1'];
  const responses = await Promise.all(
    patterns.map((pattern) => create({ ...WHEAT, name: pattern, pattern })),
  );
  const statuses = responses.map(({ statusCode }) => statusCode).sort();
  expect(statuses).toEqual([201, 409, 409, 409]);
});

test('name and weights change at any time, the rest only before the first bag', async () => {
  const { id } = (await create({ ...WHEAT, name: 'Oats', pattern: 'OA####' })).json();
  expect((await change(id, { pattern: 'OAT####', capacity: 25 })).statusCode).toBe(200);
  await admin.send([{ action: 'open', code: 'OAT0001' }]);
  const weights = await change(id, { name: 'Oat', unitWeightKg: 0.75, expectedWeightKg: 18.75 });
  expect(weights.json()).toEqual({
    id,
    name: 'Oat',
    pattern: 'OAT####',
    capacity: 25,
    unitWeightKg: 0.75,
    expectedWeightKg: 18.75,
  });
  for (const fixed of [{ capacity: 30 }, { pattern: 'OATS####' }]) {
    const response = await change(id, fixed);
    expect([response.statusCode, response.json().code]).toEqual([409, 'product_in_use']);
  }
  expect((await change(id, { capacity: 25, name: 'Oats' })).statusCode).toBe(200);
});

test('a product keeps its own pattern and may not take another one', async () => {
  const { id } = (await create({ ...WHEAT, name: 'Rye', pattern: 'RY####' })).json();
  expect((await change(id, { pattern: 'RY1###' })).statusCode).toBe(200);
  const response = await change(id, { pattern: 'SB12###' });
  expect(response.json().code).toBe('pattern_overlaps');
});

test('nobody changes a product they have not seen', async () => {
  const { id } = (await create({ ...WHEAT, name: 'Maize', pattern: 'MZ####' })).json();
  const url = `${PRODUCTS}/${id}`;
  const blind = await app.inject({ method: 'PATCH', url, headers, payload: { name: 'Corn' } });
  expect(blind.statusCode).toBe(428);
  expect((await change(id, { name: 'Corn' }, '"1"')).headers.etag).toBe('"2"');
  expect((await change(id, { name: 'Sweetcorn' }, '"1"')).statusCode).toBe(412);
  const read = await app.inject({ url, headers });
  expect([read.headers.etag, read.json().name]).toEqual(['"2"', 'Corn']);
});

test('what a product does not have cannot be set', async () => {
  const { id } = (await create({ ...WHEAT, name: 'Barley', pattern: 'BY####' })).json();
  const response = await change(id, { id: 1, version: 99, colour: 'gold' });
  expect([response.statusCode, response.headers.etag]).toEqual([200, '"1"']);
  expect(response.json()).toEqual({ ...WHEAT, id, name: 'Barley', pattern: 'BY####' });
});

test('only admins add and change products', async () => {
  const biller = await asUser('biller');
  const attempt = { method: 'POST', url: PRODUCTS, headers: biller, payload: WHEAT } as const;
  expect((await app.inject(attempt)).statusCode).toBe(403);
  const unknown = await app.inject({ url: `${PRODUCTS}/999`, headers: biller });
  expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'product_unknown']);
});

test('the audit has what differs, and nothing when nothing does', async () => {
  const { id } = (await create({ ...WHEAT, name: 'Millet', pattern: 'ML####' })).json();
  await change(id, { capacity: 10 });
  await change(id, { capacity: 10 });
  const entries = await db.runText(
    `select action, before, after from audit_entry where subject = 'product:Millet' order by seq`,
    [],
  );
  expect(entries).toEqual([
    {
      action: 'product.create',
      before: null,
      after: { ...WHEAT, name: 'Millet', pattern: 'ML####' },
    },
    { action: 'product.change', before: { capacity: 20 }, after: { capacity: 10 } },
  ]);
});
