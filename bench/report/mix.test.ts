import { expect, test } from 'vitest';
import { type Asked, type Life, lifeOf, type Warehouse } from './mix.ts';
import type { Trade } from './people.ts';

function openWarehouse(): Warehouse {
  return {
    childCodes: ['0016586', '0016587'],
    listPaths: ['/api/v2/bags?kind=parent', '/api/v2/scans'],
    fullParents: [],
    done: { parents: 0, packed: 0, bills: 0, billed: 0 },
  };
}

function personOf(trade: Trade, at: number) {
  return { username: `bench-${at}`, trade, cookie: `tt_session=${at}` };
}

function bodyOf({ bytes }: Asked): Record<string, string> {
  return JSON.parse(bytes.slice(bytes.indexOf('\r\n\r\n') + 4));
}

/** Lives until the endpoint is asked; what comes before is not answered. */
function untilAsked(life: Life, ...endpoints: readonly string[]): Asked {
  for (let asked = life(); ; asked = life()) {
    if (endpoints.includes(asked.endpoint)) return asked;
  }
}

/** Opens a parent and fills it, as the server would confirm it. */
function fillParent(life: Life): string {
  const opening = untilAsked(life, 'POST /api/fast_parent_scan');
  const { qr_code: parent = '' } = bodyOf(opening);
  const opened = { success: true, parent_qr: parent, existing: false };
  expect(opening.check(200, JSON.stringify(opened))).toBeNull();
  for (let child_count = 1; child_count <= 30; child_count++) {
    const packing = untilAsked(life, 'POST /fast/child_scan');
    expect(bodyOf(packing).parent_qr).toBe(parent);
    expect(packing.check(200, JSON.stringify({ success: true, child_count }))).toBeNull();
  }
  return parent;
}

test('a packer opens a parent, packs thirty children into it and opens another', () => {
  const warehouse = openWarehouse();
  const life = lifeOf(personOf('packer', 0), warehouse, 1);
  const parents = [fillParent(life), fillParent(life)];
  expect(new Set(parents).size).toBe(2);
  expect(warehouse.fullParents).toEqual(parents);
  expect(warehouse.done).toEqual({ parents: 2, packed: 60, bills: 0, billed: 0 });
});

test('a packer at a station sends scans with ids and knows its own again', () => {
  const warehouse = openWarehouse();
  const life = lifeOf(personOf('packer', 1), warehouse, 1);
  const opening = untilAsked(life, 'POST /api/fast_parent_scan');
  const opened = { success: true, parent_qr: bodyOf(opening).qr_code, existing: false };
  opening.check(200, JSON.stringify(opened));
  const packing = untilAsked(life, 'POST /api/v2/scans');
  const other = { results: [{ id: 'of somebody else', parent: { childCount: 1 } }] };
  expect(packing.check(200, JSON.stringify(other))).toContain('of somebody else');
  expect(warehouse.done.packed).toBe(0);
});

test('a biller makes a bill, links ten full parents, completes it and makes the next', () => {
  const warehouse = openWarehouse();
  const life = lifeOf(personOf('biller', 2), warehouse, 3);
  for (let parent = 0; parent < 11; parent++) warehouse.fullParents.push(`BN000000${parent}`);
  const making = untilAsked(life, 'POST /api/v2/bills');
  const { code = '' } = bodyOf(making);
  expect(making.check(201, JSON.stringify({ code }))).toBeNull();
  for (let linked_count = 1; linked_count <= 10; linked_count++) {
    const linking = untilAsked(life, 'POST /fast/bill_parent_scan');
    const { bill_id, qr_code: bag_qr } = bodyOf(linking);
    expect(bill_id).toBe(code);
    const linked = { success: true, bag_qr, linked_count };
    expect(linking.check(200, JSON.stringify(linked))).toBeNull();
  }
  const completing = untilAsked(life, 'POST /api/v2/bills/:code/complete');
  expect(completing.bytes).toContain(`POST /api/v2/bills/${code}/complete `);
  expect(completing.check(200, '{"status":"completed"}')).toBeNull();
  expect(bodyOf(untilAsked(life, 'POST /api/v2/bills')).code).not.toBe(code);
  expect(warehouse.fullParents).toHaveLength(1);
  expect(warehouse.done).toEqual({ parents: 0, packed: 0, bills: 1, billed: 10 });
});

test.each([
  ['a status that is no success', 503, '{"code":"0016586"}'],
  ['another bag', 200, '{"code":"0099999"}'],
])('%s is a wrong answer to a look-up', (_, status, text) => {
  const life = lifeOf(personOf('office', 3), openWarehouse(), 5);
  const asked = untilAsked(life, 'GET /api/v2/bags/:code');
  expect(asked.check(status, text)).toContain(`${status} ${text}`);
});

test('every trade asks all that the original names and is open to everybody', () => {
  const wanted = ['/', '/health', '/api/health', '/login', '/api/v2/stats'];
  for (const trade of ['packer', 'biller', 'office'] as const) {
    const life = lifeOf(personOf(trade, 4), openWarehouse(), 7);
    const asked = new Set(Array.from({ length: 3_000 }, () => life().endpoint));
    for (const path of wanted) expect(asked).toContain(`GET ${path}`);
  }
});
