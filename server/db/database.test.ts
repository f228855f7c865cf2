import { afterAll, expect, test } from 'vitest';
import { makeTestDatabase } from '#test/database.ts';
import { quietLog } from '#test/quiet-log.ts';
import { openDatabase } from './database.ts';

const database = await makeTestDatabase('template1');
const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
  await database.drop();
});

/** With one connection, so that all that was prepared can be seen. */
function open(textsPreparedMax?: number) {
  const db = openDatabase({
    connection: database.app,
    name: 'test',
    connectionsMax: 1,
    statementTimeoutMs: 10_000,
    isGeneric: true,
    ...(textsPreparedMax === undefined ? {} : { textsPreparedMax }),
    log: quietLog,
  });
  opened.push(db);
  return db;
}

const PREPARED = `select statement, generic_plans::int as plans from pg_prepared_statements
  where statement like 'select $1%' order by prepare_time`;

test('a text that is made at run time is planned once for all values', async () => {
  const db = open(10);
  for (const value of [1, 2, 3]) {
    expect(await db.runText('select $1::int as value', [value])).toEqual([{ value }]);
  }
  const [prepared] = await db.runText(PREPARED, []);
  expect(prepared).toEqual({ statement: 'select $1::int as value', plans: 3 });
});

test('no more texts are kept than there is room for, and all are answered', async () => {
  const db = open(2);
  for (const type of ['int', 'bigint', 'smallint', 'int']) {
    expect(await db.runText(`select $1::${type} as value`, [7])).toEqual([{ value: 7 }]);
  }
  expect(await db.runText(PREPARED, [])).toMatchObject([
    { statement: 'select $1::int as value' },
    { statement: 'select $1::bigint as value' },
  ]);
});

test('a text with the wrong values fails as ever, and the next one does not', async () => {
  const db = open(10);
  await expect(db.runText('select $1::int as value', ['seven'])).rejects.toThrow('invalid input');
  expect(await db.runText('select $1::int as value', [7])).toEqual([{ value: 7 }]);
});

test('where nothing is to be prepared, nothing is', async () => {
  const db = open();
  await db.runText('select $1::int as value', [7]);
  expect(await db.runText(PREPARED, [])).toEqual([]);
});

test('a connection that is lost in the hands of somebody is told by its next query', async () => {
  const [db, other] = [open(), open()];
  const client = await db.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const lost = new Promise((resolve) => client.once('end', () => resolve(null)));
  await other.runText('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await lost;
  await expect(client.query('select')).rejects.toThrow('not queryable');
  client.release(true);
  expect(await db.runText('select 1 as one', [])).toEqual([{ one: 1 }]);
});
