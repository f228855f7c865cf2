import { expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { fillBags } from '#test/fill-bags.ts';
import { openTestApp } from '#test/harness.ts';
import { findSettled } from './searchable.sql.ts';
import { takeInCodes } from './searchable.ts';

const { app, asAdmin, db } = await openTestApp();
await fillBags(db, 60);
// More than are taken in at once, all of one moment, as an import leaves them.
await db.runText(
  `insert into bag (code, kind, created_at, created_by, shelf)
   select 'TIE-' || n, 'child', '2024-02-01Z', 1, bag_shelf('child', null, null, null, true, false)
   from generate_series(1, 4100) n`,
  [],
);
const admin = client(app, await asAdmin());
const endless = new AbortController().signal;

const find = async (text: string): Promise<string[]> => {
  const { items } = (await admin.get(`/api/v2/bags?q=${text}&limit=500`)).json();
  return items.map(({ code }: { code: string }) => code);
};
const missing = async () => {
  const [row] = await db.runText<{ bags: number; codes: number; both: number }>(
    `select count(bag.code)::int as bags, count(bag_code.code)::int as codes,
       count(*) filter (where bag.code = bag_code.code)::int as both
     from bag full join bag_code using (code)`,
    [],
  );
  return row;
};

test('every code is taken in once, also by two at once, and found as before', async () => {
  const texts = ['777', '1-1', 'IE-40', '23', 'E-4100', 'NOT-THERE'];
  const before = await Promise.all(texts.map(find));
  await Promise.all([1, 2, 3].map(() => takeInCodes(db, endless)));
  await takeInCodes(db, endless);
  const all = await missing();
  expect(all).toEqual({ bags: all?.bags, codes: all?.bags, both: all?.bags });
  expect(await Promise.all(texts.map(find))).toEqual(before);
  expect(before.map((codes) => codes.length > 0)).toEqual([true, true, true, true, true, false]);
});

test('each code that was taken in lies in the range of its time', async () => {
  await takeInCodes(db, endless);
  const outside = await db.runText(
    `select code from bag_code bag where not exists (
       select from bag_code_span span
       where span.since = date_bin('6 hours', bag.created_at, '2000-01-01Z')
         and span.kind = bag.kind
         and starts_with(bag.code, beginning) and bag.code between first_code and last_code
     )`,
    [],
  );
  expect(outside).toEqual([]);
  const spans = await db.runText("select from bag_code_span where beginning = 'TI'", []);
  expect(spans).toHaveLength(1);
});

test('a bag that was scanned just now is found before it is taken in, and after', async () => {
  const scan = { id: crypto.randomUUID(), action: 'register', code: '8812345' };
  await admin.post('/api/v2/scans', { scans: [scan] });
  await takeInCodes(db, endless);
  expect(await db.runText("select from bag_code where code = '8812345'", [])).toEqual([]);
  expect(await find('12345')).toContain('8812345');
  // As if it had been scanned ten seconds ago.
  await db.runText(
    `update bag set created_at = (select at + interval '1 microsecond' from bag_code_place)
     where code = '8812345'`,
    [],
  );
  await takeInCodes(db, endless);
  expect(await db.runText("select from bag_code where code = '8812345'", [])).toHaveLength(1);
  expect((await find('12345')).filter((code) => code === '8812345')).toHaveLength(1);
});

test('nothing counts as settled that a transaction under way may still add', async () => {
  await db.transaction(async (tx) => {
    const [own] = await tx.runText<{ at: string }>(
      "select now() - interval '10 seconds' as at, pg_sleep(0.03)",
      [],
    );
    const [settled] = await db.run(findSettled);
    expect((settled?.at ?? '~') <= (own?.at ?? '')).toBe(true);
  });
});

test('a server that does not note where codes lie cannot take any in', async () => {
  const moving = ["at = at + interval '1 hour'", "code = '~'"].map((moved) =>
    db.runText(`update bag_code_place set ${moved}`, []),
  );
  for (const moved of await Promise.allSettled(moving)) {
    expect(moved).toMatchObject({ reason: { constraint: 'bag_code_place__spanned' } });
  }
});
