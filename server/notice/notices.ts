import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Queryable } from '../db/database.ts';
import { statement } from '../db/statement.ts';
import type { Logger } from '../log.ts';

/**
 * Hints between processes on the same database, by LISTEN and NOTIFY. A notice says that something
 * has changed; whoever hears it reads the truth from the tables.
 */
export interface Notices {
  /** @returns a function that ends the subscription. */
  subscribe(topic: string, hear: Hear): () => void;
  close(): Promise<void>;
}

/** Called with the payload; with null when notices may have been missed: forget everything. */
export type Hear = (payload: string | null) => void;

const CHANNEL = 'traitortrack';
const CONNECT_TIMEOUT_MS = 3_000;
const RECONNECT_WAIT_MS = 100;
/** A network that is cut in silence is noticed after both. */
const HEARTBEAT_INTERVAL_MS = 5_000;
const HEARTBEAT_TIMEOUT_MS = 3_000;

const sendNotice = statement('sendNotice', `select pg_notify('${CHANNEL}', $1 || ' ' || $2)`);

const sendLightNotice = statement(
  'sendLightNotice',
  `select set_config('synchronous_commit', 'off', true),
    pg_notify('${CHANNEL}', $1 || ' ' || $2)`,
);

/**
 * Sends a notice when the transaction commits, to this process, too.
 * @param topic one word.
 * @param payload under 7,900 bytes, which is PostgreSQL's limit.
 */
export async function publish(db: Queryable, topic: string, payload: string): Promise<void> {
  await db.run(sendNotice, [topic, payload]);
}

/**
 * A notice of its own that nobody misses after a power cut: its commit does not wait for the disk,
 * so that a process may send one each second.
 */
export async function publishLightly(db: Queryable, topic: string, payload: string): Promise<void> {
  await db.run(sendLightNotice, [topic, payload]);
}

/** Connects once, and again for ever when the connection is lost. */
export async function openNotices(connection: pg.ClientConfig, log: Logger): Promise<Notices> {
  const subscribers = new Map<string, Set<Hear>>();
  const tell = (hear: Hear, payload: string | null): void => {
    try {
      hear(payload);
    } catch (error) {
      log.error({ err: error }, 'a notice was not understood');
    }
  };
  const hear = (notice: string): void => {
    const at = notice.indexOf(' ');
    for (const each of subscribers.get(notice.slice(0, at)) ?? []) tell(each, notice.slice(at + 1));
  };
  const closing = new AbortController();
  let client = await listen(connection, hear);
  const listening = (async () => {
    while (await untilLost(client, closing.signal)) {
      log.warn('the connection for notices was lost');
      const next = await reconnect(connection, hear, closing.signal);
      if (next === null) return;
      client = next;
      for (const each of [...subscribers.values()].flatMap((set) => [...set])) tell(each, null);
    }
  })();
  return {
    subscribe: (topic, each) => {
      const set = subscribers.get(topic) ?? new Set();
      subscribers.set(topic, set.add(each));
      return () => set.delete(each);
    },
    close: async () => {
      closing.abort();
      await listening;
      await client.end();
    },
  };
}

async function listen(
  connection: pg.ClientConfig,
  hear: (notice: string) => void,
): Promise<pg.Client> {
  const client = new pg.Client({
    ...connection,
    application_name: 'traitortrack notices',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: HEARTBEAT_TIMEOUT_MS,
  });
  // A lost connection ends the client, which is noticed there; unheard, it would end the process.
  client.on('error', () => undefined);
  client.on('notification', ({ payload = '' }) => hear(payload));
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}

/** @returns true when the connection was lost, false when it is to be closed. */
async function untilLost(client: pg.Client, signal: AbortSignal): Promise<boolean> {
  const lost = new AbortController();
  client.once('end', () => lost.abort());
  const wake = AbortSignal.any([signal, lost.signal]);
  while (!wake.aborted) {
    await sleep(HEARTBEAT_INTERVAL_MS, undefined, { signal: wake, ref: false }).catch(() => null);
    if (wake.aborted) break;
    await client.query('select').catch(() => {
      lost.abort();
      client.end().catch(() => undefined);
    });
  }
  return !signal.aborted;
}

/** @returns null when told to close meanwhile. */
async function reconnect(
  connection: pg.ClientConfig,
  hear: (notice: string) => void,
  signal: AbortSignal,
): Promise<pg.Client | null> {
  while (!signal.aborted) {
    const client = await listen(connection, hear).catch(() => null);
    if (client !== null) return client;
    await sleep(RECONNECT_WAIT_MS, undefined, { signal }).catch(() => null);
  }
  return null;
}
