import { expect, test, vi } from 'vitest';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';

const { app, db, asAdmin } = await openTestApp();
const admin = client(app, await asAdmin());

const CODES = Array.from({ length: 9 }, (_, at) => String(7_000_001 + at));
const issue = (codes: readonly string[]) =>
  admin.post('/api/v2/labels', { kind: 'child', codes, format: 'zpl-50x30' });

/** How many wait for somebody's lock, and how many of them for this transaction's. */
async function waiting(pid: number): Promise<{ all: number; mine: number }> {
  const [row] = await db.runText<{ all: number; mine: number }>(
    `select count(*)::int as all,
       (count(*) filter (where $1::int = any(pg_blocking_pids(pid))))::int as mine
     from pg_stat_activity
     where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
    [pid],
  );
  return row ?? { all: 0, mine: 0 };
}

test('two who issue the same list, one from its end, wait in one line: no deadlock', async () => {
  const both = await db.transaction(async (tx) => {
    // Somebody else is just issuing the code in the middle, and thinks better of it.
    const [mine] = await tx.runText<{ pid: number }>(
      `with made as (
         insert into label_issue
           (kind, first_code, last_code, code_count, is_range, format, issued_by)
         select 'child', $1, $1, 1, true, 'a4-24', min(id) from app_user returning id)
       insert into label_code (code, issue_id, place) select $1, id, 1 from made
       returning pg_backend_pid() as pid`,
      [CODES[4]],
    );
    const asked = [issue(CODES)];
    const pid = mine?.pid ?? 0;
    await vi.waitUntil(async () => (await waiting(pid)).all === 1, 5_000);
    asked.push(issue(CODES.toReversed()));
    await vi.waitUntil(async () => (await waiting(pid)).all === 2, 5_000);
    expect((await waiting(pid)).mine).toBe(1);
    await tx.runText('delete from label_code where code = $1', [CODES[4]]);
    return { asked };
  });
  const answers = await Promise.all(both.asked);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 409]);
  expect(answers[1]?.json().code).toBe('label_issued');
  const issued = await db.runText<{ code: string }>(
    'select code from label_code order by place',
    [],
  );
  expect(issued.map(({ code }) => code)).toEqual(CODES);
});
