import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '#server/config.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { isPublicAddress } from './address.ts';
import { retryWaitMs } from './retry.ts';

const { app, asAdmin } = await openTestApp({ webhookPrivateAddresses: false });
const admin = client(app, await asAdmin());
const HOOKS = '/api/v2/webhooks';

let requests = 0;
const server = createServer((_request, response) => {
  requests++;
  response.end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => server.close());
const address = server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

const events = ['bill.completed'];

describe('an address of our own is refused', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fd00::1',
    'fc00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  ])('%s', (one) => {
    expect(isPublicAddress(one)).toBe(false);
  });

  test.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is none',
    (one) => {
      expect(isPublicAddress(one)).toBe(true);
    },
  );

  test.each([
    'http://127.0.0.1/hook',
    'http://2130706433/hook',
    'http://0x7f.1/hook',
    'http://[::1]/hook',
    'http://[::ffff:127.0.0.1]/hook',
    'https://169.254.169.254/latest/meta-data',
  ])('where it is written in the URL: %s', async (url) => {
    const response = await admin.post(HOOKS, { url, events });
    expect([response.statusCode, response.json().errors[0].pointer]).toEqual([422, '/url']);
    expect(response.json().detail).toContain('WEBHOOK_PRIVATE_ADDRESSES');
  });

  test('where a name leads to it, at the moment of connecting', async () => {
    const url = `http://localhost:${port}/hook`;
    const made = await admin.post(HOOKS, { url, events });
    expect(made.statusCode, made.body).toBe(201);
    const test = (await admin.post(`${HOOKS}/${made.json().id}/test`)).json();
    expect(test).toMatchObject({ state: 'failed', answerStatus: null });
    expect(test.fault).toMatch(/^localhost \(.+\) is an address of a private network/);
    expect(requests).toBe(0);
  });
});

test('only a clear word in the environment allows addresses of our own', () => {
  const allows = (value: string) =>
    readConfig({ WEBHOOK_PRIVATE_ADDRESSES: value }).webhookPrivateAddresses;
  expect([readConfig({}).webhookPrivateAddresses, allows('refuse'), allows('allow')]).toEqual([
    ...[false, false, true],
  ]);
  expect(() => allows('yes')).toThrow('WEBHOOK_PRIVATE_ADDRESSES must be allow or refuse');
});

test('tries are spread over three days, each later than the one before', () => {
  const waits = Array.from({ length: 9 }, (_, at) => retryWaitMs(at + 1, 0.5) ?? 0);
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(72);
  expect(hours).toBeLessThan(80);
  expect(retryWaitMs(10)).toBeNull();
  expect([retryWaitMs(1, 0), retryWaitMs(1, 1)]).toEqual([4_000, 6_000]);
});
