import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '#server/db/database.ts';
import { listStatements } from '#server/db/statement.ts';
import { makeTestDatabase } from './database.ts';
import { quietLog } from './quiet-log.ts';
import { listFiles, ROOT } from './style/source.ts';

/** Run by migrations, as the tables' owner. */
const OWNERS_STATEMENTS = new Set(['listApplied', 'insertApplied']);

const files = listFiles('server/**/*.ts').filter((path) => !/\.(test|fixture)\.ts$/.test(path));
for (const path of files) {
  const file = join(ROOT, path);
  if (/\bstatement(<|\()/.test(readFileSync(file, 'utf8'))) await import(file);
}

const database = await makeTestDatabase();
const open = (connection: typeof database.app) =>
  openDatabase({
    connection,
    name: 'test',
    connectionsMax: 1,
    statementTimeoutMs: 10_000,
    log: quietLog,
  });
const app = open(database.app);
const owner = open(database.owner);

afterAll(async () => {
  await Promise.all([app.close(), owner.close()]);
  await database.drop();
});

test('there are statements to try', () => {
  expect(listStatements().length).toBeGreaterThan(10);
});

// Planned, not only parsed: planning looks up rights, too.
test.each(listStatements())('$name fits the schema and what its role may do', async (statement) => {
  const { name, text } = statement;
  const db = OWNERS_STATEMENTS.has(name) ? owner : app;
  await expect(db.runText(`explain (generic_plan) ${text}`, [])).resolves.not.toEqual([]);
});
