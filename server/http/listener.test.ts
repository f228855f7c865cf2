import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { openTestApp } from '#test/harness.ts';

const { app } = await openTestApp();
await app.listen({ port: 0, host: '127.0.0.1' });

function portOf(): number {
  const address: AddressInfo | string | null = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Sends bytes, and reads until the server closes the connection. */
async function exchange(request: string): Promise<string> {
  const socket = connect(portOf(), '127.0.0.1');
  socket.write(request);
  return text(socket);
}

test('headers over 16 KiB are answered 431', async () => {
  const answer = await exchange(
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(17_000)}\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  expect(answer).toContain('Content-Type: application/problem+json\r\n');
  expect(answer).toContain('X-Content-Type-Options: nosniff\r\n');
  expect(answer).toContain('"code":"headers_too_large"');
});

test('what is no HTTP is answered 400', async () => {
  const answer = await exchange('SB12345\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toContain('"code":"malformed_request"');
});

test('nobody can hold a connection for ever', () => {
  expect(app.server).toMatchObject({
    headersTimeout: 8_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 72_000,
  });
});

test('a request that comes while the server stops is answered 503', async () => {
  const socket = connect(portOf(), '127.0.0.1');
  const [accepted]: Socket[] = await once(app.server, 'connection');
  // Half a request keeps the connection open while the server stops.
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
  await vi.waitFor(() => expect(accepted?.bytesRead).toBeGreaterThan(0));
  const closed = app.close();
  await vi.waitFor(() => expect(app.server.listening).toBe(false));
  socket.write('\r\n');
  const answer = await text(socket);
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
  expect(answer).toContain('"code":"shutting_down"');
});
