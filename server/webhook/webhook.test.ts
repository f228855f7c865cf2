import { afterEach, describe, expect, test, vi } from 'vitest';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { openReceiver } from './receiver.fixture.ts';

const { app, asAdmin, db } = await openTestApp({ webhookPrivateAddresses: true });
const admin = client(app, await asAdmin());
const HOOKS = '/api/v2/webhooks';
const BODY = { url: 'https://erp.example.com/hook', events: ['bill.completed'] };

const releasers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releasers.splice(0)) await release();
});

async function add(body: object = {}) {
  const response = await admin.post(HOOKS, { ...BODY, ...body });
  expect(response.statusCode, response.body).toBe(201);
  return response.json();
}

describe('a webhook', () => {
  test('is added, and its secret is shown once', async () => {
    const response = await admin.post(HOOKS, { ...BODY, description: ' ERP ' });
    const made = response.json();
    expect(response.headers.location).toBe(`${HOOKS}/${made.id}`);
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { secret: _, ...shown } = made;
    expect(shown).toMatchObject({
      ...BODY,
      description: 'ERP',
      active: true,
      disabledBecause: null,
      oldSecretUntil: null,
      createdBy: 'admin',
      health: { last: null, waiting: 0, failedLastDay: 0, failingSince: null },
    });
    const read = await admin.get(`${HOOKS}/${made.id}`);
    expect(read.json()).toEqual(shown);
    expect(read.headers.etag).toBe(response.headers.etag);
    expect((await admin.get(HOOKS)).json()).toMatchObject({ privateAddresses: true });
    expect((await admin.get(HOOKS)).body).not.toContain('whsec_');
  });

  test.each([
    ['what is no address', { url: 'erp' }, '/url'],
    ['an address of another kind', { url: 'ftp://example.com' }, '/url'],
    ['an address with a password', { url: 'https://a:b@example.com' }, '/url'],
    ['no event at all', { events: [] }, '/events'],
    ['an event that nobody knows', { events: ['bag.eaten'] }, '/events/0'],
    ['an event twice', { events: ['bag.packed', 'bag.packed'] }, '/events'],
  ])('is refused with %s', async (_what, change, pointer) => {
    const response = await admin.post(HOOKS, { ...BODY, ...change });
    expect([response.statusCode, response.json().errors[0].pointer]).toEqual([422, pointer]);
  });

  test('is changed by whoever has read it, and by nobody else', async () => {
    const { id } = await add();
    const path = `${HOOKS}/${id}`;
    const { etag } = (await admin.get(path)).headers;
    expect((await admin.patch(path, { active: false })).statusCode).toBe(428);
    const match = { 'if-match': String(etag) };
    const changed = await admin.patch(path, { active: false, description: 'Old' }, match);
    expect(changed.json()).toMatchObject({ active: false, description: 'Old', url: BODY.url });
    const late = await admin.patch(path, { active: true }, match);
    expect(late.json().code).toBe('etag_mismatch');
    const same = { 'if-match': String(changed.headers.etag) };
    const again = await admin.patch(path, { active: false }, same);
    expect(again.headers.etag).toBe(changed.headers.etag);
    const moved = await admin.patch(path, { url: 'nowhere' }, same);
    expect(moved.json().errors[0].pointer).toBe('/url');
  });

  test('is removed, with what was delivered to it', async () => {
    const receiver = await openReceiver();
    releasers.push(receiver.close);
    const { id } = await add({ url: receiver.url });
    await admin.post(`${HOOKS}/${id}/test`);
    expect((await admin.delete(`${HOOKS}/${id}`)).statusCode).toBe(204);
    for (const path of ['', '/deliveries']) {
      const gone = await admin.get(`${HOOKS}/${id}${path}`);
      expect(gone.json().code).toBe('webhook_unknown');
    }
    expect((await admin.delete(`${HOOKS}/${id}`)).json().code).toBe('webhook_unknown');
    const left = await db.runText('select from webhook_delivery where webhook_id = $1', [id]);
    expect(left).toEqual([]);
  });

  test('leaves a trail in the audit, without its secret', async () => {
    const { id, secret } = await add();
    const rotated = (await admin.post(`${HOOKS}/${id}/secret`)).json();
    await admin.delete(`${HOOKS}/${id}`);
    const subject = `webhook:${id}`;
    const audit = await db.runText<{ action: string; text: string }>(
      'select action, entry::text as text from audit_entry entry where subject = $1 order by seq',
      [subject],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      ...['webhook.create', 'webhook.secret', 'webhook.delete'],
    ]);
    const text = audit.map((entry) => entry.text).join();
    for (const one of [secret, rotated.secret]) expect(text).not.toContain(one);
  });

  test('is one of fifty at most', async () => {
    const { items } = (await admin.get(HOOKS)).json();
    await db.runText(
      `insert into webhook (url, events, secret, created_by)
       select 'https://example.com', '{bill.completed}', '', 1 from generate_series(1, $1)`,
      [50 - items.length],
    );
    const response = await admin.post(HOOKS, BODY);
    expect(response.json()).toMatchObject({ status: 422, code: 'not_possible' });
    await db.runText(`delete from webhook where secret = ''`, []);
  });
});

describe('trying a webhook out', () => {
  test('sends a test and shows the answer, also where it is not active', async () => {
    const receiver = await openReceiver((response) => response.writeHead(200).end('thank you'));
    releasers.push(receiver.close);
    const { id } = await add({ url: receiver.url, active: false });
    const response = await admin.post(`${HOOKS}/${id}/test`);
    expect(response.statusCode, response.body).toBe(200);
    expect(response.json()).toMatchObject({
      type: 'webhook.test',
      state: 'sent',
      attempts: 1,
      answerStatus: 200,
      answer: 'thank you',
      fault: null,
      nextTryAt: null,
      payload: { type: 'webhook.test', data: { webhook: { id, url: receiver.url } } },
    });
    expect(receiver.received).toHaveLength(1);
    const { health } = (await admin.get(`${HOOKS}/${id}`)).json();
    expect(health.last).toMatchObject({ state: 'sent', answerStatus: 200 });
  });

  test.each([
    ['an error', 500, 'no', 'answered 500'],
    ['a redirect, which is not followed', 302, '', '302: redirects are not followed'],
  ])('shows %s', async (_what, status, said, fault) => {
    const receiver = await openReceiver((response) => {
      response.writeHead(status, { location: '/elsewhere' }).end(said);
    });
    releasers.push(receiver.close);
    const { id } = await add({ url: receiver.url });
    const test = (await admin.post(`${HOOKS}/${id}/test`)).json();
    const shown = { state: 'failed', answerStatus: status, answer: said, fault, nextTryAt: null };
    expect(test).toMatchObject(shown);
    expect(receiver.received).toHaveLength(1);
  });

  test('shows that nobody answers, and reads no more than the beginning of an answer', async () => {
    const endless = await openReceiver((response) => {
      const more = () => {
        while (response.write('x'.repeat(10_000)));
        response.once('drain', more);
      };
      response.writeHead(200);
      more();
    });
    const { id } = await add({ url: endless.url });
    const long = (await admin.post(`${HOOKS}/${id}/test`)).json();
    expect([long.state, long.answer.length]).toEqual(['sent', 2_000]);
    await endless.close();
    const none = (await admin.post(`${HOOKS}/${id}/test`)).json();
    expect(none).toMatchObject({ state: 'failed', answerStatus: null });
    expect(none.fault).toContain('ECONNREFUSED');
  });
});

test('deliveries are listed page by page, newest first, and by their state', async () => {
  let isWell = true;
  const receiver = await openReceiver((response) => response.writeHead(isWell ? 200 : 500).end());
  releasers.push(receiver.close);
  const { id } = await add({ url: receiver.url });
  const made: number[] = [];
  for (const well of [true, false, true]) {
    isWell = well;
    made.unshift((await admin.post(`${HOOKS}/${id}/test`)).json().id);
  }
  const list = `${HOOKS}/${id}/deliveries`;
  const first = (await admin.get(`${list}?limit=2`)).json();
  const rest = (await admin.get(`${list}?limit=2&cursor=${first.nextCursor}`)).json();
  const ids = [...first.items, ...rest.items].map((delivery) => delivery.id);
  expect([ids, rest.nextCursor]).toEqual([made, null]);
  const failed = (await admin.get(`${list}?state=failed`)).json().items;
  expect(failed.map((delivery: { id: number }) => delivery.id)).toEqual([made[1]]);
  await vi.waitFor(async () => {
    const { health } = (await admin.get(`${HOOKS}/${id}`)).json();
    expect(health).toMatchObject({ failedLastDay: 1, waiting: 0 });
  });
});

test('what nobody knows is not sent again', async () => {
  const response = await admin.post('/api/v2/webhook-deliveries/32000/replay');
  expect(response.json().code).toBe('delivery_unknown');
});
