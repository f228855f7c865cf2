import { describe, expect, test } from 'vitest';
import type { Bag } from '#contract/bag.ts';
import { client } from '#test/client.ts';
import { fillBags, putOnShelves } from '#test/fill-bags.ts';
import { openTestApp } from '#test/harness.ts';
import { listAll } from '#test/list-all.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, db } = await openTestApp();
await fillBags(db, 350);
await db.runText(
  `update bag set is_void = true, bill_code = null, billed_at = null
   where kind = 'parent' and child_count = 0`,
  [],
);
await putOnShelves(db);
const admin = client(app, await asAdmin());
const dispatcher = client(app, await asUser('dispatcher', 'jaipur'));
const scans = scanner(app, await asAdmin());

/** All bags as the list shows them, but their time with all its digits. */
const bags = await db.runText<Bag & { isVoid: boolean }>(
  `select bag.code, bag.kind, product.name as product, status_of(bag) as status,
     bag.is_void as "isVoid", area.name as area, bag.parent_code as parent,
     coalesce(bag.bill_code, packed_in.bill_code) as bill, bag.created_at as "createdAt"
   from bag left join bag packed_in on packed_in.code = bag.parent_code
     left join product on product.id = bag.product_id left join area on area.id = bag.area_id`,
  [],
);

interface Filters {
  readonly kind?: string;
  readonly status?: string;
  readonly area?: string;
  readonly product?: string;
  readonly billed?: string;
  readonly packed?: string;
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
  readonly sort?: string;
}

/** What the contract says of the filters, bag by bag: 0 to 2 for the tier of a match, else 3. */
function tierOf(bag: Bag, filters: Filters): number {
  const { kind, status, area, product, billed, packed, q, from, to } = filters;
  const isWanted =
    (kind === undefined || bag.kind === kind) &&
    (status === undefined ? bag.status !== 'void' : bag.status === status) &&
    (area === undefined || bag.area === area.toLowerCase()) &&
    (product === undefined || bag.product === product) &&
    (billed === undefined || (bag.bill !== null) === (billed === 'true')) &&
    (packed === undefined || (bag.parent !== null) === (packed === 'true')) &&
    (from === undefined || Date.parse(bag.createdAt) >= Date.parse(from)) &&
    (to === undefined || Date.parse(bag.createdAt) < Date.parse(to));
  if (!isWanted) return 3;
  if (q === undefined || bag.code === q) return 0;
  if (bag.code.startsWith(q)) return 1;
  return q.length > 2 && bag.code.includes(q) ? 2 : 3;
}

/** The codes that the list must have, in its order. */
function expected(filters: Filters, all: readonly Bag[] = bags): string[] {
  const { q, sort = q === undefined ? '-createdAt' : 'code' } = filters;
  const sign = sort.startsWith('-') ? -1 : 1;
  const keyOf = (bag: Bag) => (sort.endsWith('code') ? bag.code : `${bag.createdAt} ${bag.code}`);
  return all
    .map((bag) => ({ bag, tier: tierOf(bag, filters) }))
    .filter(({ tier }) => tier < 3)
    .sort((a, b) => a.tier - b.tier || (keyOf(a.bag) < keyOf(b.bag) ? -sign : sign))
    .map(({ bag }) => bag.code);
}

async function list(filters: Filters, limit: number, by = admin): Promise<string[]> {
  const query = new URLSearchParams({ ...filters, limit: String(limit) });
  const items = await listAll<Bag>((cursor) => by.get(`/api/v2/bags?${query}${cursor}`));
  return items.map(({ code }) => code);
}

const CHOICES = {
  kind: ['parent', 'child'],
  status: ['open', 'sealed', 'complete', 'void'],
  area: ['jaipur', 'Indore', 'nowhere'],
  product: ['Mustard', 'Moong'],
  billed: ['true', 'false'],
  packed: ['true', 'false'],
  q: [
    '0',
    '12',
    '123',
    '444',
    'SB0',
    'AB-',
    '-00',
    '4-0',
    '1-1',
    'LO-1',
    'O-1',
    '0000001',
    '777777',
    'B',
  ],
  from: ['2024-01-10T00:00:00Z', '2024-01-20T05:30:07+05:30'],
  to: ['2024-01-20T00:00:03Z', '2024-01-25T00:00:00Z'],
  sort: ['-createdAt', 'createdAt', 'code', '-code'],
} as const satisfies Record<keyof Filters, readonly string[]>;

/** Filters by chance, the same for the same seed. */
function filtersBy(seed: number): Filters {
  let state = seed * 2_654_435_761;
  const next = (max: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * max);
  };
  const chosen = Object.entries(CHOICES)
    .filter(([name]) => next(name === 'sort' ? 2 : 4) === 0)
    .map(([name, values]) => [name, values[next(values.length)]]);
  return Object.fromEntries(chosen);
}

test('a bag is on the shelf where lists look for it', async () => {
  const elsewhere = await db.runText('select code from bag where shelf <> shelf_of(bag)', []);
  expect(elsewhere).toEqual([]);
});

describe('GET /api/v2/bags', () => {
  test('shows bags as the look-up does', async () => {
    const { items } = (await admin.get('/api/v2/bags?limit=3')).json();
    for (const item of items) {
      expect((await admin.get(`/api/v2/bags/${item.code}`)).json()).toEqual(item);
    }
  });

  test('lists all bags but void ones, newest first', async () => {
    expect(await list({}, 500)).toEqual(expected({}));
  });

  const billedAndPacked: Filters[] = CHOICES.billed.flatMap((billed) =>
    CHOICES.packed.map((packed) => ({ billed, packed })),
  );
  const byChance = Array.from({ length: 100 }, (_, seed) => filtersBy(seed));

  test.each([...billedAndPacked, ...byChance])(
    'lists what matches %j, without gaps or repeats',
    async (filters) => {
      const codes = expected(filters);
      const limit = codes.length > 1_000 ? 499 : codes.length > 100 ? 37 : 3;
      expect(await list(filters, limit)).toEqual(codes);
    },
  );

  test('a search finds nothing where no code can match', async () => {
    for (const q of [
      '%',
      '%%%',
      '___',
      '\\\\\\',
      'ＳＢ１',
      '\u0000x%',
      '\ud83d',
      'a'.repeat(900),
    ]) {
      expect(await list({ q }, 10)).toEqual([]);
    }
  });

  test.each(['kind=parent', 'billed=false', 'q=123', 'status=void', 'packed=true', ''])(
    'shows a dispatcher the own area and bags of none (%s)',
    async (query) => {
      const filters: Filters = Object.fromEntries(new URLSearchParams(query));
      const own = bags.filter(({ area }) => area === null || area === 'jaipur');
      expect(await list(filters, 500, dispatcher)).toEqual(expected(filters, own));
    },
  );

  test('shows a dispatcher nothing of an area that is not the own', async () => {
    expect(await list({ area: 'indore' }, 10, dispatcher)).toEqual([]);
  });

  test.each([
    ['limit=0', 'malformed_request'],
    ['limit=501', 'malformed_request'],
    ['kind=box', 'malformed_request'],
    ['billed=yes', 'malformed_request'],
    ['sort=lot', 'malformed_request'],
    ['from=0000-01-01T00:00:00Z', 'malformed_request'],
    ['cursor=', 'bad_cursor'],
    ['cursor=bm9uc2Vuc2U', 'bad_cursor'],
  ])('refuses %s', async (query, code) => {
    const response = await admin.get(`/api/v2/bags?${query}`);
    expect([response.statusCode, response.json().code]).toEqual([400, code]);
  });

  test('refuses the cursor of a list in another order', async () => {
    const { nextCursor } = (await admin.get('/api/v2/bags?limit=1')).json();
    const response = await admin.get(`/api/v2/bags?sort=code&cursor=${nextCursor}`);
    expect([response.statusCode, response.json().code]).toEqual([400, 'bad_cursor']);
  });

  test('has no gaps or repeats while others pack', async () => {
    const known = expected({ kind: 'child', area: 'jaipur', sort: 'code' });
    const seen: string[] = [];
    let made = 0;
    let cursor = '';
    do {
      const path = '/api/v2/bags?kind=child&area=jaipur&sort=code&limit=100';
      const page = (await admin.get(path + cursor)).json();
      for (const { code } of page.items) seen.push(code);
      await scans.send([{ action: 'register', code: `9${String(made++).padStart(6, '0')}` }]);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(known);
  });

  test('finds a bag by the text of its label', async () => {
    const label = 'LABEL NO.:0016586 LOT NO.:STAR44GG24611, D.O.T.:30/09/2025';
    await scans.send([{ action: 'register', code: label }]);
    expect(await list({ q: label }, 10)).toEqual(['0016586']);
    expect(await list({ q: ' ]Q1' }, 10)).toEqual(await list({}, 500));
  });

  test('finds the few children whose parents are not billed, wherever they are', async () => {
    const [parent] = await db.runText<{ code: string }>(
      `select code from bag where kind = 'parent' and child_count = 30 order by created_at limit 1`,
      [],
    );
    await db.runText(
      `update bag set bill_code = 'B/00001', billed_at = now()
       where kind = 'parent' and bill_code is null and not is_void`,
      [],
    );
    await db.runText('update bag set bill_code = null, billed_at = null where code = $1', [
      parent?.code,
    ]);
    await putOnShelves(db);
    const codes = await list({ kind: 'child', packed: 'true', billed: 'false' }, 7);
    const children = bags.filter((bag) => bag.parent === parent?.code);
    expect(codes).toEqual(expected({}, children));
  });
});
