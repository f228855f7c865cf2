import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Connection } from '#server/db/embedded/embedded-postgres.ts';

/** What the database does alone: one prototype scan, or one bare look-up, a transaction. */
export interface Baseline {
  /** How it was measured, for the report. */
  readonly tool: string;
  packsPerSecond(seconds: number): Promise<number>;
  lookUpsPerSecond(seconds: number): Promise<number>;
  close(): Promise<void>;
}

const CLIENTS = 50;
const DATABASE = 'prototype';
const PGBENCH_PLACES = ['/usr/bin/pgbench', '/usr/lib/postgresql/15/bin/pgbench'];

/** Makes the prototype's database, with 2 million children when look-ups are to be measured. */
export async function openBaseline(superuser: Connection, isFilled: boolean): Promise<Baseline> {
  await run(
    superuser,
    `drop database if exists ${DATABASE}`,
    `create database ${DATABASE}`,
    `alter database ${DATABASE} set search_path = prototype`,
  );
  const connection = { ...superuser, database: DATABASE };
  await run(connection, await readSql('schema.sql'));
  if (isFilled) {
    const statements = (await readSql('fill.sql')).split(/;\s*\n/);
    await run(connection, ...statements.filter((text) => text.trim() !== ''));
  }
  const pgbench = PGBENCH_PLACES.find((place) => existsSync(place));
  const measure = (script: string) => (seconds: number) =>
    pgbench === undefined
      ? runBareClients(connection, script, seconds)
      : runPgbench(pgbench, connection, script, seconds);
  return {
    tool: pgbench === undefined ? `${CLIENTS} bare pg clients` : `pgbench -c ${CLIENTS} -j 1`,
    packsPerSecond: measure('pack.sql'),
    lookUpsPerSecond: measure('look-up.sql'),
    close: () => run(superuser, `drop database ${DATABASE}`),
  };
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(`./baseline/${name}`, import.meta.url));
}

function readSql(name: string): Promise<string> {
  return readFile(fileOf(name), 'utf8');
}

async function run(connection: Connection, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ ...connection });
  await client.connect();
  try {
    for (const text of statements) await client.query(text);
  } finally {
    await client.end();
  }
}

async function runPgbench(
  pgbench: string,
  { host, port, user, password, database }: Connection,
  script: string,
  seconds: number,
): Promise<number> {
  const options = ['-n', '-c', `${CLIENTS}`, '-j', '1', '-T', `${seconds}`, '-M', 'prepared'];
  const child = spawn(pgbench, [...options, '-f', fileOf(script), database], {
    env: { PGHOST: host, PGPORT: `${port}`, PGUSER: user, PGPASSWORD: password },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const [code] = await once(child, 'close');
  const rate = /tps = ([\d.]+)/.exec(said.join(''))?.[1];
  if (code !== 0 || rate === undefined) throw new Error(`pgbench failed:\n${said.join('')}`);
  return Number(rate);
}

/** Where pgbench is not installed: the same statements through as many plain connections. */
async function runBareClients(
  connection: Connection,
  script: string,
  seconds: number,
): Promise<number> {
  const isPack = script === 'pack.sql';
  const text = isPack
    ? 'select * from prototype.pack(1, array[gen_random_uuid()], array[$1::text], array[$2::text])'
    : `select child.code, parent.code, parent.child_count, parent.bill_id
       from prototype.child_bag child
       join prototype.parent_bag parent on parent.id = child.parent_id
       where child.code = $1`;
  const until = performance.now() + seconds * 1_000;
  const runClient = async (): Promise<number> => {
    const client = new pg.Client({ ...connection });
    await client.connect();
    let count = 0;
    for (; performance.now() < until; count++) {
      const parent = `SB${digits(100_000, 5)}`;
      const values = isPack ? [parent, digits(1e9, 9)] : [digits(2_000_000, 7)];
      await client.query({ name: script, text, values });
    }
    await client.end();
    return count;
  };
  const counts = await Promise.all(Array.from({ length: CLIENTS }, runClient));
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

function digits(end: number, length: number): string {
  return String(Math.floor(Math.random() * end)).padStart(length, '0');
}
