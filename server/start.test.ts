import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { makeTestDatabase } from '#test/database.ts';
import { openDatabaseUrl } from '#test/database-url.ts';
import { quietLog } from '#test/quiet-log.ts';
import { type Config, readConfig } from './config.ts';
import { startServer } from './start.ts';

const database = await makeTestDatabase();
const folder = await mkdtemp(join(tmpdir(), 'traitortrack-start-'));
const releasers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const release of releasers.splice(0).reverse()) await release();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database.drop();
});

const PASSWORD = 'harvest-2026-moon';
/** For localhost, by nobody. */
const TLS = { certFile: 'test/data/tls/cert.pem', keyFile: 'test/data/tls/key.pem' };

/** A configuration for the test's database, over TCP. */
async function configure(settings: Partial<Config> = {}): Promise<Config> {
  const { url, close } = await openDatabaseUrl(database.owner);
  releasers.push(close);
  const config = readConfig({ DATABASE_URL: url, PORT: '0', ADMIN_PASSWORD: PASSWORD });
  return { ...config, dataDir: join(folder, 'data'), ...settings };
}

async function start(config: Config, log = quietLog) {
  const server = await startServer(config, log);
  releasers.push(server.stop);
  return server;
}

const agent = new Agent({ keepAlive: true });

async function post(url: string, body: object, headers: object = {}): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = { agent, method: 'POST', headers: { ...JSON_TYPE, ...headers } };
  request(url, options, resolve).on('error', reject).end(JSON.stringify(body));
  return promise;
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function signIn(address: string): Promise<{ cookie: string }> {
  const session = { username: 'admin', password: PASSWORD };
  const response = await post(`${address}/api/v2/session`, session);
  expect(response.statusCode, await text(response)).toBe(200);
  return { cookie: String(response.headers['set-cookie']).split(';')[0] ?? '' };
}

const scanOf = (code: string) => ({
  scans: [{ id: crypto.randomUUID(), action: 'register', code }],
});

test('the first start makes an admin, the next one finds it', async () => {
  const config = await configure();
  const first = await start(config);
  expect(first.firstAdmin).toEqual({ username: 'admin', madeUpPassword: null });
  await first.stop();
  expect((await start(config)).firstAdmin).toBeNull();
});

test('it stops at once though clients keep their connections open', async () => {
  const { address, stop } = await start(await configure());
  await signIn(address);
  const startedAt = performance.now();
  await stop();
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('scans that are in flight when it stops are answered', async () => {
  const { address, stop } = await start(await configure());
  const headers = await signIn(address);
  const sent = Array.from({ length: 20 }, (_, at) =>
    post(`${address}/api/v2/scans`, scanOf(`70000${at}`), headers),
  );
  await Promise.race(sent);
  await stop();
  // A connection that was still waiting to be accepted is reset: its device sends again.
  const settled = await Promise.allSettled(sent);
  const answered = settled.flatMap((one) =>
    one.status === 'fulfilled' ? one.value.statusCode : [],
  );
  expect(answered).toContain(200);
  for (const statusCode of answered) expect([200, 503]).toContain(statusCode);
});

test('it speaks https itself', async () => {
  const { address } = await start(await configure({ tls: TLS }));
  const ca = await readFile(TLS.certFile);
  const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
  const url = address.replace('127.0.0.1', 'localhost');
  https.get(`${url}/api/v2/session`, { ca, family: 4 }, resolve);
  const answer = await promise;
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['strict-transport-security']).toBeDefined();
});

test('a port that is in use ends the start with a sentence', async () => {
  const config = await configure();
  const { address } = await start(config);
  const port = Number(new URL(address).port);
  await expect(start({ ...config, port })).rejects.toThrow(/port \d+: another program does/);
});

test('a wrong password ends the start with a sentence', async () => {
  const config = await configure();
  const databaseUrl = config.databaseUrl?.replace(/:[^:@]+@/, ':wrong@') ?? '';
  await expect(start({ ...config, databaseUrl })).rejects.toThrow(/cannot be used: password auth/);
});

test('a start waits for a database that is away', async () => {
  const log = pino({ level: 'silent' });
  const told = vi.spyOn(log, 'error');
  const { url, close } = await openDatabaseUrl(database.owner);
  const port = Number(new URL(url).port);
  await close();
  const starting = start({ ...(await configure()), databaseUrl: url }, log);
  await vi.waitFor(() => expect(told).toHaveBeenCalled());
  releasers.push((await openDatabaseUrl(database.owner, port)).close);
  const { address } = await starting;
  await signIn(address);
});

test('a start that waits can be ended', async () => {
  const stopping = new AbortController();
  const { url, close } = await openDatabaseUrl(database.owner);
  await close();
  const config = { ...(await configure()), databaseUrl: url };
  const starting = startServer(config, quietLog, { signal: stopping.signal });
  stopping.abort();
  await expect(starting).rejects.toThrow(/abort/i);
});

test('while the database is away scans are refused with 503, and then accepted', async () => {
  const { url, close } = await openDatabaseUrl(database.owner);
  const { address } = await start({ ...(await configure()), databaseUrl: url });
  const headers = await signIn(address);
  const scan = scanOf('7100001');
  await close();
  const refused = await post(`${address}/api/v2/scans`, scan, headers);
  expect(refused.statusCode).toBe(503);
  expect(refused.headers['retry-after']).toBeDefined();
  expect(JSON.parse(await text(refused))).toMatchObject({ code: 'database_away' });
  releasers.push((await openDatabaseUrl(database.owner, Number(new URL(url).port))).close);
  await vi.waitFor(async () => {
    const accepted = await post(`${address}/api/v2/scans`, scan, headers);
    expect(JSON.parse(await text(accepted))).toMatchObject({
      results: [{ outcome: 'registered' }],
    });
  }, 10_000);
});
