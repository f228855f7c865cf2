import { expect, test, vi } from 'vitest';
import type { AuditItem } from '#contract/audit.ts';
import { openTestApp } from '#test/harness.ts';

const { app, asAdmin, asUser } = await openTestApp();
const headers = await asAdmin();

interface Page {
  readonly items: AuditItem[];
  readonly nextCursor: string | null;
}

async function read(query: string): Promise<Page> {
  const response = await app.inject({ url: `/api/v2/audit?${query}`, headers });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

async function postArea(name: string): Promise<number> {
  const request = { method: 'POST', url: '/api/v2/areas', headers, payload: { name } } as const;
  return (await app.inject(request)).json().id;
}

const ids: number[] = [];
for (const name of ['kota', 'surat', 'vapi', 'bhuj']) ids.push(await postArea(name));
await app.inject({
  method: 'PATCH',
  url: `/api/v2/areas/${ids[0]}`,
  headers: { ...headers, 'if-match': '*' },
  payload: { name: 'kota east' },
});
const biller = await asUser('biller');
await app.inject({ url: '/api/v2/users', headers: biller });
// Refusals are recorded while the answer is on its way.
await vi.waitFor(async () => expect((await read('action=refused')).items).toHaveLength(1));

test('an entry tells who did what, before and after, from where', async () => {
  const { items } = await read('subject=area:kota&action=area.change');
  expect(items).toEqual([
    {
      seq: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      actor: 'admin',
      action: 'area.change',
      subject: 'area:kota',
      before: { name: 'kota' },
      after: { name: 'kota east' },
      ip: '127.0.0.1',
      traceId: expect.any(String),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});

test('the newest come first, and pages follow each other without gap or overlap', async () => {
  const { items: all } = await read('limit=500');
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, at) => all.length - at));
  const paged: AuditItem[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = await read(`limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
    expect(page.items.length).toBeLessThanOrEqual(3);
    paged.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
});

test('the filters hold, alone and together', async () => {
  const subjects = async (query: string) =>
    (await read(query)).items.map(({ action, subject }) => `${action} ${subject}`);
  expect(await subjects('actor=BILLER&action=refused')).toEqual(['refused GET /api/v2/users']);
  expect(await subjects('subject=area:surat')).toEqual(['area.create area:surat']);
  expect(await subjects('action=area.create')).toHaveLength(4);
  expect(await subjects('actor=nobody')).toEqual([]);
  expect(await subjects('actor=admin&subject=area:surat&action=area.change')).toEqual([]);
});

test('a period holds its beginning and not its end', async () => {
  const { items } = await read('action=area.create');
  const [last, third, second] = items;
  const period = `from=${second?.at}&to=${last?.at}`;
  const { items: between } = await read(`action=area.create&${period}`);
  expect(between).toEqual([third, second]);
});

test.each([
  ['an unknown action', 'action=dance', 400, 'malformed_request'],
  ['a cursor of another list', 'cursor=WyJiYWdzIiwiYWxsIl0', 400, 'bad_cursor'],
  ['no time', 'from=yesterday', 400, 'malformed_request'],
  ['a limit of 501', 'limit=501', 400, 'malformed_request'],
])('a query with %s is refused', async (_what, query, status, code) => {
  const response = await app.inject({ url: `/api/v2/audit?${query}`, headers });
  expect([response.statusCode, response.json().code]).toEqual([status, code]);
});
