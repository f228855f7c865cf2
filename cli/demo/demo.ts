import type pg from 'pg';
import { publishCatalogueChange } from '#server/catalogue/catalogue.ts';
import type { Config } from '#server/config.ts';
import { queryableOf, type Transaction } from '#server/db/database.ts';
import { dropForSpeed } from '#server/db/drop-for-speed.ts';
import { hashPassword } from '#server/session/password.ts';
import { type FirstAdmin, makeFirstAdmin } from '#server/user/first-admin.ts';
import { makeCalendar } from './calendar.ts';
import { loadStory } from './load.ts';
import type { Worker } from './record.ts';
import { DEMO_PASSWORD, listDemoUsers, SERIES } from './warehouse.ts';
import { SHORT_CODES_BAGS_MAX, type Site } from './world.ts';

export interface DemoOptions {
  readonly bags: number;
  readonly seed: number;
  /** ISO 8601: nothing happens after it. */
  readonly until: string;
  readonly timeZone: string;
  /** Made first where there is no user yet, as the server would. */
  readonly admin: Config['admin'];
}

const LARGE_TABLES = ['scan', 'bag', 'bag_code'];
const TABLES = [...LARGE_TABLES, 'bill', 'bill_content', 'tally'];
/** Whatever is recorded is counted here. Who gave up changing the ledger cannot lock that. */
const LOCKED_TABLES = ['bag', 'bag_code_place', 'bill', 'bill_content', 'tally'];
const INDEX_MEMORY = '512MB';
/** Of all the work, against one for each telling of the story. */
const RESTORING_SHARE = 1;

/**
 * Fills a database that has no bags yet with a plausible history: all of it or nothing. The same
 * options give the same rows, apart from the passwords' hashes.
 * @param client of the role that owns the tables. Whoever uses them meanwhile waits.
 * @returns the site's first admin, where it had none.
 * @throws an error in plain words when there are bags already.
 */
export async function loadDemo(
  client: pg.ClientBase,
  options: DemoOptions,
  onProgress: (done: number, total: number) => void,
): Promise<FirstAdmin | null> {
  const { bags } = options;
  let done = 0;
  const advance = (by: number): void => {
    done += by;
    onProgress(done, bags * (2 + RESTORING_SHARE));
  };
  const hash = await hashPassword(DEMO_PASSWORD);
  const firstAdmin = await inTransaction(client, async (tx) => {
    await refuseFilled(client);
    const made = await makeFirstAdmin(tx, options.admin);
    const calendar = await makeCalendar(tx, options);
    const site = await makeSite(client, options, hash, calendar.at);
    const restoring = await dropForSpeed(client, LARGE_TABLES);
    await loadStory({ client, site, calendar, onSent: advance });
    await client.query(`set local maintenance_work_mem = '${INDEX_MEMORY}'`);
    for (const statement of restoring) {
      await client.query(statement);
      advance((bags * RESTORING_SHARE) / restoring.length);
    }
    await publishCatalogueChange(tx);
    return made;
  });
  // Lists read only indexes where the table is known to hold nothing that somebody may not see.
  await client.query(`vacuum (analyze) ${TABLES.join(', ')}`);
  return firstAdmin;
}

async function inTransaction<T>(
  client: pg.ClientBase,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  await client.query('begin');
  try {
    const result = await work({ ...queryableOf(client), isTransaction: true });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function refuseFilled(client: pg.ClientBase): Promise<void> {
  await client.query(`lock table ${LOCKED_TABLES.join(', ')} in access exclusive mode`);
  const filled = await client.query(
    'select from bag union all select from scan union all select from bill limit 1',
  );
  if (filled.rowCount === 0) return;
  throw new Error('This database has bags or bills: a demonstration needs an empty one.');
}

async function makeSite(
  client: pg.ClientBase,
  { bags, seed }: DemoOptions,
  hash: string,
  timeAt: Site['timeAt'],
): Promise<Site> {
  const products = await Promise.all(SERIES.map((series) => findProducts(client, series, bags)));
  const areas = await client.query<{ id: number; name: string }>(
    'select id, name from area order by id',
  );
  const users = listDemoUsers(new Map(areas.rows.map(({ id, name }) => [id, name])));
  const workers: Record<string, Worker[]> = { admin: [], biller: [], dispatcher: [] };
  for (const { username, role, areaId } of users) {
    const id = await insertUser(client, [username, hash, role, areaId]);
    const station = role === 'dispatcher' ? username.replace('demo.', 'bench-') : null;
    workers[role]?.push({ id, areaId, station });
  }
  const { admin: admins = [], biller: billers = [], dispatcher: dispatchers = [] } = workers;
  return { seed, bags, admins, billers, dispatchers, products, timeAt };
}

async function findProducts(
  client: pg.ClientBase,
  { prefix, long }: (typeof SERIES)[number],
  bags: number,
): Promise<Site['products'][number]> {
  const pattern = `${prefix}#####`;
  const found = await client.query<{ id: number; capacity: number }>(
    'select id, capacity from product where pattern = $1',
    [pattern],
  );
  const [product] = found.rows;
  if (product === undefined) throw new Error(`The demonstration needs the product ${pattern}.`);
  const { id, capacity } = product;
  if (bags <= SHORT_CODES_BAGS_MAX) return { id, capacity, longId: null };
  const made = await client.query<{ id: number }>(
    `insert into product (name, pattern, capacity, unit_weight_g, expected_weight_g)
     select $1, $2, capacity, unit_weight_g, expected_weight_g from product where id = $3
     returning id`,
    [long.name, `${long.prefix}########`, id],
  );
  return { id, capacity, longId: made.rows[0]?.id ?? null };
}

async function insertUser(client: pg.ClientBase, values: readonly unknown[]): Promise<number> {
  const made = await client.query<{ id: number }>(
    `with made as (
       insert into app_user (username, password_hash, role, area_id) values ($1, $2, $3, $4)
       returning id, username, role
     )
     select id, record_audit(null, 'user.create', 'user:' || username, null,
       jsonb_build_object('role', role), null)
     from made`,
    [...values],
  );
  const [row] = made.rows;
  if (row === undefined) throw new Error('an insert returns its row');
  return row.id;
}
