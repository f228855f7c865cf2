import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BENCH_ADMIN, type ServerProcess, startServerProcess } from '#bench/server-process.ts';
import { isSignedBy, openReceiver } from '#server/webhook/receiver.fixture.ts';

/** A server that is killed between a fact and telling it: the next one tells it. */

const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-webhook-crash-'));
const env = { DATA_DIR: dataDir, WEBHOOK_PRIVATE_ADDRESSES: 'allow' };
let server: ServerProcess = await startServerProcess(env);
const receiver = await openReceiver();
afterAll(async () => {
  await receiver.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Where it was killed in the middle of sending, the next one waits until it seems dead. */
const CLAIM_WAIT_MS = 60_000;

let cookie = '';

async function post(path: string, body: object): Promise<Response> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });
  expect(response.ok, path).toBe(true);
  return response;
}

/** Fills a bag, which is an event, in one request. */
function fill(nth: number): Promise<Response> {
  const parent = `M444-0000${nth}`;
  const scans = Array.from({ length: 15 }, (_, at) => ({
    id: crypto.randomUUID(),
    action: 'pack',
    code: String(1_000_000 + nth * 100 + at),
    parent,
  }));
  return post('/api/v2/scans', { scans });
}

test('kill -9 right after the answer to a scan loses no event', async () => {
  const signedIn = await post('/api/v2/session', BENCH_ADMIN);
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const made = await post('/api/v2/webhooks', { url: receiver.url, events: ['bag.packed'] });
  const { secret } = JSON.parse(await made.text());
  await fill(1);
  await server.kill();
  server = await startServerProcess(env);
  await fill(2);
  const told = await receiver.take('bag.packed', 2, CLAIM_WAIT_MS);
  const codes = new Set(told.map(({ data }) => data.code));
  expect([...codes].sort()).toEqual(['M444-00001', 'M444-00002']);
  expect(told.every((one) => isSignedBy(secret, one))).toBe(true);
}, 100_000);
