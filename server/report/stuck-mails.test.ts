import { beforeEach, expect, test } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { countStuckMails } from './mail.ts';

const { deps, db } = await openTestApp();

/** A mail as some process has left it. */
async function leave(state: string, tries: number, daysAgo = 0, fault: string | null = 'no route') {
  await db.runText(
    `insert into report_mail (day, recipient, state, tries, last_fault, next_try_at)
     values (current_date - $3::int, $1::text || $2::int || '@example.com', $1, $2::int, $4,
       case when $1 = 'waiting' then now() end)`,
    [state, tries, daysAgo, fault],
  );
}

beforeEach(async () => {
  await db.runText('delete from report_mail', []);
});

test('a report that waits for a mail server that was restarted is not stuck', async () => {
  await leave('waiting', 0, 0, null);
  await leave('waiting', 3);
  expect(await countStuckMails(deps.db)).toBe(0);
});

test('one that was tried in vain four times is, and so is one that was given up', async () => {
  await leave('waiting', 4);
  await leave('waiting', 9);
  await leave('failed', 1);
  expect(await countStuckMails(deps.db)).toBe(3);
});

test('one that got through in the end is not, however long that took', async () => {
  await leave('sent', 13, 0, null);
  expect(await countStuckMails(deps.db)).toBe(0);
});

test('nobody is told of a report of last week', async () => {
  await leave('failed', 14, 7);
  expect(await countStuckMails(deps.db)).toBe(0);
  await leave('failed', 14, 6);
  expect(await countStuckMails(deps.db)).toBe(1);
});
