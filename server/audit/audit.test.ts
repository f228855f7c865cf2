import { expect, test, vi } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { quietLog } from '#test/quiet-log.ts';
import { type AuditEntry, openAudit } from './audit.ts';
import { diffOf } from './diff.ts';

const { deps, db } = await openTestApp();

function entryOf(subject: string): AuditEntry {
  return { actor: 'ravi', action: 'bill.change', subject, ip: '10.0.0.1' };
}

/** Rows whose hash is not that of the row and the hash before it, or that are missing between. */
async function brokenLinks(): Promise<unknown[]> {
  return db.runText(
    `with chain as (
      select entry, lag(entry.hash, 1, ''::bytea) over (order by entry.seq) as previous,
        row_number() over (order by entry.seq) as place
      from audit_entry as entry
    )
    select (entry).seq from chain
    where (entry).hash <> audit_hash(previous, entry) or (entry).seq <> place`,
    [],
  );
}

async function countOf(subject: string): Promise<number> {
  const rows = await db.runText('select from audit_entry where subject = $1', [subject]);
  return rows.length;
}

test('an entry is stored as it was given', async () => {
  const entry = { ...entryOf('bill:B-1'), before: { target: 30 }, after: { target: 40 } };
  await deps.db.transaction((tx) => deps.audit.record(tx, entry));
  const stored = await db.runText(
    `select actor, action, subject, before, after, ip from audit_entry where subject = 'bill:B-1'`,
    [],
  );
  expect(stored).toEqual([entry]);
});

test('an entry is not there when the change that it tells of is not', async () => {
  const failing = deps.db.transaction(async (tx) => {
    await deps.audit.record(tx, entryOf('bill:UNDONE'));
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  expect(await countOf('bill:UNDONE')).toBe(0);
});

test('the chain of hashes holds, however many write at once', async () => {
  const writes = Array.from({ length: 40 }, () =>
    deps.db.transaction((tx) => deps.audit.record(tx, entryOf('bill:BUSY'))),
  );
  for (let times = 0; times < 40; times++) deps.audit.recordLater(entryOf('bill:BUSY'));
  await Promise.all(writes);
  await vi.waitFor(async () => expect(await countOf('bill:BUSY')).toBe(80));
  expect(await brokenLinks()).toEqual([]);
});

test('a row that somebody changed breaks the chain there', async () => {
  await deps.db.transaction((tx) => deps.audit.record(tx, entryOf('bill:FORGED')));
  const forge = (actor: string) =>
    db.runText(`update audit_entry set actor = $1 where subject = 'bill:FORGED' returning seq`, [
      actor,
    ]);
  const forged = await forge('sita');
  expect(await brokenLinks()).toEqual(forged);
  await forge('ravi');
  expect(await brokenLinks()).toEqual([]);
});

test('entries that wait are written before the audit is closed', async () => {
  const audit = openAudit(deps);
  for (let times = 0; times < 20; times++) audit.recordLater(entryOf('bill:LATE'));
  await audit.close();
  expect(await countOf('bill:LATE')).toBe(20);
});

test('a flood of entries fills the log, not the memory', async () => {
  const log = Object.create(quietLog, { warn: { value: vi.fn() } });
  const audit = openAudit({ db: deps.db, log });
  for (let times = 0; times < 1_005; times++) audit.recordLater(entryOf('bill:FLOOD'));
  expect(log.warn).toHaveBeenCalledTimes(5);
  await audit.close();
  expect(await countOf('bill:FLOOD')).toBe(1_000);
});

test('what differs is told on both sides, and nothing else', () => {
  const before = { name: 'kota', target: 30, dealer: null };
  expect(diffOf(before, { ...before, target: 40, dealer: 'Ram' })).toEqual({
    before: { target: 30, dealer: null },
    after: { target: 40, dealer: 'Ram' },
  });
  expect(diffOf(before, { ...before })).toBeNull();
});
