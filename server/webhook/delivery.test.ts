import type { ServerResponse } from 'node:http';
import pg from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { WebhookDelivery } from '#contract/webhook.ts';
import type { Deps } from '#server/deps.ts';
import { startWork, type WorkTimes } from '#server/start-work.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';
import { DELIVERY_TIMES } from './deliver.ts';
import { isSignedBy, openReceiver, PATIENT, type Received } from './receiver.fixture.ts';

const { app, deps, asAdmin, db, connections, openSecondApp } = await openTestApp({
  webhookPrivateAddresses: true,
});
const headers = await asAdmin();
const admin = client(app, headers);
const scans = scanner(app, headers);
const HOOKS = '/api/v2/webhooks';

const releasers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releasers.splice(0).reverse()) await release();
  await db.runText('delete from webhook', []);
});

const QUICK = { ...DELIVERY_TIMES, waitMs: () => 20, claimMs: 2_000 };

/** @returns what stops it before the test ends. */
async function begin(
  by: Deps = deps,
  times: Partial<WorkTimes> = {},
): Promise<() => Promise<void>> {
  const often = { pollIntervalMs: 20, feedIntervalMs: 20, sweepIntervalMs: 200 };
  const stop = await startWork(by, { ...often, delivery: QUICK, ...times });
  let stopped: Promise<void> | undefined;
  const once = () => {
    stopped ??= stop();
    return stopped;
  };
  releasers.push(once);
  return once;
}

async function receive(answer?: (response: ServerResponse, nth: number) => void) {
  const receiver = await openReceiver(answer);
  releasers.push(receiver.close);
  return receiver;
}

async function subscribe(
  url: string,
  ...events: string[]
): Promise<{ id: number; secret: string }> {
  const response = await admin.post(HOOKS, { url, events });
  expect(response.statusCode, response.body).toBe(201);
  return response.json();
}

const deliveriesOf = async (id: number): Promise<WebhookDelivery[]> =>
  (await admin.get(`${HOOKS}/${id}/deliveries?limit=500`)).json().items;
const hookOf = async (id: number) => (await admin.get(`${HOOKS}/${id}`)).json();
const settled = (id: number, state: string) =>
  vi.waitUntil(async () => {
    const [one] = await deliveriesOf(id);
    return one?.state === state ? one : null;
  }, PATIENT);

let made = 0;
/** Packs fifteen children, which a Moong bag is full with. @returns the parent's code. */
async function fill(): Promise<string> {
  const parent = `M444-${String(++made).padStart(5, '0')}`;
  const children = Array.from({ length: 15 }, (_, at) => `${made * 100 + at + 1_000_000}`);
  await scans.send(children.map((code) => ({ action: 'pack', code, parent })));
  return parent;
}

async function completeBill(): Promise<string> {
  const code = `HOOK-${++made}`;
  const parent = `SB${String(made).padStart(5, '0')}`;
  await admin.post('/api/v2/bills', { code, target: 1 });
  await scans.send([
    { action: 'open', code: parent },
    { action: 'bill', code: parent, bill: code },
  ]);
  const response = await admin.post(`/api/v2/bills/${code}/complete`);
  expect(response.statusCode, response.body).toBe(200);
  return code;
}

/** How many readers of the ledger are in the middle of it. */
async function waitsForWriter(): Promise<number> {
  const rows = await db.runText(
    `select from pg_stat_activity where datname = current_database() and xact_start is not null
       and query like '%virtualtransaction%pg_locks%' and pid <> pg_backend_pid()`,
    [],
  );
  return rows.length;
}

describe('what happens is told', () => {
  test('a full bag, a sealed, a reopened and a voided one, as the API gives them', async () => {
    const receiver = await receive();
    const types = ['bag.packed', 'bag.sealed', 'bag.reopened', 'bag.voided'];
    const { secret } = await subscribe(receiver.url, ...types);
    await begin();
    const full = await fill();
    const [packed] = await receiver.take('bag.packed', 1);
    expect(packed?.data).toEqual((await admin.get(`/api/v2/bags/${full}`)).json());
    expect(packed?.data).toMatchObject({ code: full, status: 'complete', childCount: 15 });
    const parent = `SB${++made}0000`;
    await scans.send([
      { action: 'pack', code: '7654321', parent },
      { action: 'seal', code: parent, reason: 'end of lot' },
    ]);
    expect((await receiver.take('bag.sealed', 1))[0]?.data).toMatchObject({ status: 'sealed' });
    await scans.send([
      { action: 'reopen', code: parent },
      { action: 'unpack', code: '7654321' },
      { action: 'void', code: parent },
    ]);
    expect((await receiver.take('bag.voided', 1))[0]?.data).toMatchObject({ code: parent });
    // Deliveries under way at the same time arrive in any order.
    await receiver.take('bag.reopened', 1);
    expect(receiver.received.map(({ type }) => type).sort()).toEqual(types.toSorted());
    expect(receiver.received.every((one) => isSignedBy(secret, one))).toBe(true);
  });

  test('a bill that is completed and reopened, at once and whole', async () => {
    const receiver = await receive();
    await subscribe(receiver.url, 'bill.completed', 'bill.reopened');
    await begin();
    const code = await completeBill();
    const [completed] = await receiver.take('bill.completed', 1);
    expect(completed?.data).toEqual((await admin.get(`/api/v2/bills/${code}`)).json());
    await admin.post(`/api/v2/bills/${code}/reopen`, { reason: 'one more' });
    const [reopened] = await receiver.take('bill.reopened', 1);
    expect(reopened?.data).toMatchObject({ code, status: 'processing' });
  });

  test('only to those who subscribe to it, and from then on', async () => {
    const [bags, bills] = [await receive(), await receive()];
    await fill();
    const onlyBags = await subscribe(bags.url, 'bag.packed');
    await subscribe(bills.url, 'bill.completed');
    await begin();
    const parent = await fill();
    await completeBill();
    await bills.take('bill.completed', 1);
    expect((await bags.take('bag.packed', 1)).map(({ data }) => data.code)).toEqual([parent]);
    expect([bags.received.length, bills.received.length]).toEqual([1, 1]);
    await vi.waitFor(async () =>
      expect(await deliveriesOf(onlyBags.id)).toMatchObject([{ state: 'sent', attempts: 1 }]),
    );
  });

  test('nothing is stored where nobody subscribes', async () => {
    const receiver = await receive();
    await subscribe(receiver.url, 'import.failed');
    await db.runText('delete from webhook_event', []);
    await begin();
    await fill();
    await completeBill();
    expect(await db.runText('select from webhook_event', [])).toEqual([]);
  });

  test('once to each, by two processes that both work', async () => {
    const [first, second] = [await receive(), await receive()];
    const hooks = [
      await subscribe(first.url, 'bag.packed', 'bill.completed'),
      await subscribe(second.url, 'bag.packed'),
    ];
    const other = await openSecondApp();
    await begin();
    await begin(other.deps);
    const parents = await Promise.all(Array.from({ length: 12 }, fill));
    await completeBill();
    await first.take('bill.completed', 1);
    for (const { take } of [first, second]) {
      const codes = (await take('bag.packed', 12)).map(({ data }) => data.code);
      expect(codes.sort()).toEqual(parents.toSorted());
    }
    const ids = second.received.map((one) => one.headers['webhook-id']);
    expect(new Set(ids).size).toBe(12);
    for (const { id } of hooks) {
      await vi.waitFor(async () => {
        const states = (await deliveriesOf(id)).map(({ state, attempts }) => [state, attempts]);
        expect(new Set(states.map(String))).toEqual(new Set(['sent,1']));
      }, PATIENT);
    }
  });

  test('also when somebody with an earlier number commits later', async () => {
    const receiver = await receive();
    await subscribe(receiver.url, 'bag.sealed');
    await begin();
    const slow = new pg.Client({ ...connections.superuser });
    await slow.connect();
    releasers.push(() => slow.end());
    const code = `SB9${String(++made).padStart(4, '0')}`;
    const later = `SB8${String(++made).padStart(4, '0')}`;
    await scans.send([code, later].map((one) => ({ action: 'open', code: one })));
    await slow.query('begin');
    await slow.query(
      `insert into scan (id, scanned_at, user_id, action, outcome, code)
       values (gen_random_uuid(), now(), 1, 'seal', 'sealed', $1)`,
      [code],
    );
    await scans.send([
      { action: 'pack', code: '7000001', parent: later },
      { action: 'seal', code: later, reason: 'end' },
    ]);
    // Who is still writing is waited for: nothing is passed over, and nothing is told yet.
    const { rows } = await slow.query('select seq from webhook_feed');
    await vi.waitUntil(async () => (await waitsForWriter()) > 0, PATIENT);
    expect(receiver.received).toEqual([]);
    expect((await slow.query('select seq from webhook_feed')).rows).toEqual(rows);
    await slow.query('commit');
    const codes = (await receiver.take('bag.sealed', 2)).map(({ data }) => data.code);
    expect(codes.sort()).toEqual([code, later].sort());
  });
});

test('a bag that is in the ledger alone holds up nothing', async () => {
  const receiver = await receive();
  await subscribe(receiver.url, 'bag.packed', 'bag.sealed');
  await db.runText(
    `insert into scan (id, scanned_at, user_id, action, outcome, code)
     values (gen_random_uuid(), now(), 1, 'seal', 'sealed', 'SB99999')`,
    [],
  );
  await begin();
  const parent = await fill();
  expect((await receiver.take('bag.packed', 1))[0]?.data.code).toBe(parent);
  expect(receiver.received).toHaveLength(1);
});

describe('a delivery that fails', () => {
  test('is tried again under the same id, until it gets through', async () => {
    const receiver = await receive((response, nth) =>
      response.writeHead(nth < 4 ? 503 : 200).end(),
    );
    const { id, secret } = await subscribe(receiver.url, 'bill.completed');
    await begin();
    await completeBill();
    expect(await settled(id, 'sent')).toMatchObject({ attempts: 4, answerStatus: 200 });
    const ids = receiver.received.map((one) => one.headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([4, 1]);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(receiver.received.every((one) => isSignedBy(secret, one))).toBe(true);
    expect((await hookOf(id)).health.failingSince).toBeNull();
  });

  test('is given up after the last try, tells so, and can be sent again', async () => {
    let isWell = false;
    const receiver = await receive((response) => response.writeHead(isWell ? 200 : 500).end('oh'));
    const { id } = await subscribe(receiver.url, 'bill.completed');
    const waitMs = (attempts: number) => (attempts < 3 ? 10 : null);
    await begin(deps, { delivery: { ...QUICK, waitMs } });
    await completeBill();
    const failed = await settled(id, 'failed');
    expect(failed).toMatchObject({ attempts: 3, answer: 'oh', fault: 'answered 500' });
    const { health } = await hookOf(id);
    expect(health).toMatchObject({ failedLastDay: 1, last: { state: 'failed' } });
    expect(health.failingSince).not.toBeNull();
    isWell = true;
    const replay = await admin.post(`/api/v2/webhook-deliveries/${failed.id}/replay`);
    expect(replay.statusCode, replay.body).toBe(202);
    expect(await settled(id, 'sent')).toMatchObject({ id: failed.id, attempts: 1 });
    const ids = receiver.received.map((one) => one.headers['webhook-id']);
    expect([ids.length, new Set(ids)]).toEqual([4, new Set([failed.eventId])]);
  });

  test('switches its webhook off where the receiver is gone for good', async () => {
    const receiver = await receive((response) => response.writeHead(410).end());
    const { id } = await subscribe(receiver.url, 'bill.completed');
    await begin();
    await completeBill();
    const failed = await settled(id, 'failed');
    expect(failed.attempts).toBe(1);
    const hook = await hookOf(id);
    expect(hook).toMatchObject({ active: false, disabledBecause: 'gone' });
    const replay = await admin.post(`/api/v2/webhook-deliveries/${failed.id}/replay`);
    expect(replay.json().code).toBe('webhook_inactive');
    await completeBill();
    expect(receiver.received).toHaveLength(1);
    const { etag } = (await admin.get(`${HOOKS}/${id}`)).headers;
    const on = await admin.patch(`${HOOKS}/${id}`, { active: true }, { 'if-match': String(etag) });
    expect(on.json()).toMatchObject({ active: true, disabledBecause: null });
  });

  test('switches its webhook off when nothing has got through for days', async () => {
    const receiver = await receive((response) => response.writeHead(500).end());
    const { id } = await subscribe(receiver.url, 'bill.completed');
    await begin(deps, { delivery: { ...QUICK, disableAfterMs: 100 } });
    await completeBill();
    await vi.waitFor(
      async () => expect(await hookOf(id)).toMatchObject({ disabledBecause: 'failing' }),
      PATIENT,
    );
    const [entry] = await db.runText<{ actor: string | null }>(
      `select actor from audit_entry where action = 'webhook.disable' and subject = $1`,
      [`webhook:${id}`],
    );
    expect(entry).toEqual({ actor: null });
    // What still waited goes out when somebody has mended it.
    const [{ state } = { state: null }] = await deliveriesOf(id);
    expect(state).toBe('waiting');
  });

  test('is cut off where nobody answers in time', async () => {
    const receiver = await receive((response, nth) => {
      if (nth > 1) response.writeHead(200).end();
    });
    const { id } = await subscribe(receiver.url, 'bill.completed');
    await begin(deps, { delivery: { ...QUICK, answerWaitMs: 100 } });
    await completeBill();
    expect(await settled(id, 'sent')).toMatchObject({ attempts: 2 });
  });
});

describe('a new secret', () => {
  test('signs beside the old one for a day, and then alone', async () => {
    const receiver = await receive();
    const { id, secret: old } = await subscribe(receiver.url, 'bill.completed');
    await begin();
    const rotated = await admin.post(`${HOOKS}/${id}/secret`);
    const { secret, oldSecretUntil } = rotated.json();
    expect(Date.parse(oldSecretUntil) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    expect((await hookOf(id)).oldSecretUntil).toBe(oldSecretUntil);
    await completeBill();
    const [both] = await receiver.take('bill.completed', 1);
    const bySecret = (one: Received | undefined) =>
      [secret, old].map((by) => one !== undefined && isSignedBy(by, one));
    expect(bySecret(both)).toEqual([true, true]);
    await db.runText('update webhook set old_secret_until = now() where id = $1', [id]);
    await completeBill();
    const [, alone] = await receiver.take('bill.completed', 2);
    expect(bySecret(alone)).toEqual([true, false]);
    expect((await hookOf(id)).oldSecretUntil).toBeNull();
  });
});

describe('a server that dies', () => {
  test('between the fact and its delivery loses nothing', async () => {
    const receiver = await receive();
    const { id } = await subscribe(receiver.url, 'bag.packed', 'bill.completed');
    // Nobody works: both are only facts now.
    const parent = await fill();
    await completeBill();
    expect(await deliveriesOf(id)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    await begin();
    const [packed] = await receiver.take('bag.packed', 1);
    expect(packed?.data.code).toBe(parent);
    await receiver.take('bill.completed', 1);
  });

  test('with a delivery in hand has it tried again by another', async () => {
    const receiver = await receive();
    const { id } = await subscribe(receiver.url, 'bill.completed');
    await completeBill();
    // As one leaves it that was killed: taken, and its job locked.
    await db.runText(
      `update webhook_delivery set attempts = 1, is_sending = true, tried_at = now(),
         next_try_at = now() + interval '300 ms'`,
      [],
    );
    await db.runText(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'the dead'
       where key like 'webhook %'`,
      [],
    );
    await begin();
    expect(await settled(id, 'sent')).toMatchObject({ attempts: 2 });
    await receiver.take('bill.completed', 1);
  });

  test('hangs up when it stops in order, and the next one tries again at once', async () => {
    let isAsked = false;
    const receiver = await receive((response, nth) => {
      isAsked = true;
      if (nth > 1) response.writeHead(200).end();
    });
    const { id } = await subscribe(receiver.url, 'bill.completed');
    const stop = await begin(deps, { delivery: DELIVERY_TIMES });
    await completeBill();
    await vi.waitUntil(() => isAsked, PATIENT);
    const startedAt = performance.now();
    await stop();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(await deliveriesOf(id)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    await begin();
    expect(await settled(id, 'sent')).toMatchObject({ attempts: 1 });
  });
});
