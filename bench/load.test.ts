import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { requestBytes, runLoad } from './load.ts';

/** Answers with what it was sent, in two parts, so that answers arrive cut up. */
const server = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    const body = JSON.stringify({ path: request.url, text });
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) });
    response.write(body.slice(0, 5));
    setImmediate(() => response.end(body.slice(5)));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => server.close());
const { port } = server.address() as AddressInfo;

describe('the load generator', () => {
  test('checks every answer, also those that arrive in parts', async () => {
    let asked = 0;
    const result = await runLoad({
      port,
      clients: 4,
      durationMs: 300,
      next: () => {
        const body = { nth: asked++ };
        const expected = JSON.stringify({ path: '/x', text: JSON.stringify(body) });
        return {
          bytes: requestBytes('POST', '/x', 'a=b', body),
          check: (status, text) => (status === 200 && text === expected ? null : text),
        };
      },
    });
    expect(result).toMatchObject({ errors: 0, requests: asked });
    expect(result.requests).toBeGreaterThan(20);
    expect(result.latency.p99Ms).toBeGreaterThanOrEqual(result.latency.p50Ms);
  });

  test('counts wrong answers and tells the first of them', async () => {
    const result = await runLoad({
      port,
      clients: 2,
      durationMs: 100,
      next: () => ({ bytes: requestBytes('GET', '/', ''), check: () => 'not what I wanted' }),
    });
    expect(result.errors).toBe(result.requests);
    expect(result.faults[0]).toBe('not what I wanted');
  });

  test('keeps a pace', async () => {
    const result = await runLoad({
      port,
      clients: 5,
      durationMs: 500,
      pacePerSecond: 50,
      next: () => ({ bytes: requestBytes('GET', '/', ''), check: () => null }),
    });
    expect(result.requests).toBeGreaterThanOrEqual(23);
    expect(result.requests).toBeLessThanOrEqual(27);
  });

  test('draws the time to the next request, and hands every answer on', async () => {
    const means: number[] = [];
    const answers: string[] = [];
    const result = await runLoad({
      port,
      clients: 2,
      durationMs: 200,
      pacePerSecond: 20,
      // Ten times as often as the pace by itself would be.
      pauseMs: (meanMs) => {
        means.push(meanMs);
        return meanMs / 10;
      },
      next: () => ({
        endpoint: 'GET /',
        bytes: requestBytes('GET', '/', ''),
        check: (_, text) => (text.includes('"path":"/"') ? 'a fault' : null),
      }),
      onAnswer: ({ endpoint }, ms, fault) => {
        if (ms > 0) answers.push(`${endpoint}: ${fault}`);
      },
    });
    expect(new Set(means)).toEqual(new Set([100]));
    expect(result.requests).toBeGreaterThan(10);
    expect(answers).toEqual(Array.from({ length: result.requests }, () => 'GET /: a fault'));
  });
});
