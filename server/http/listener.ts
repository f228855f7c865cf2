import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type RequestListener } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { CodedError, problemOf } from './problem.ts';

const HEADERS_TIMEOUT_MS = 8_000;
const REQUEST_TIMEOUT_MS = 15_000;
const CHECKING_INTERVAL_MS = 2_000;
/** Longer than a proxy's (60 s is usual), or that would send into a closing connection. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
export const HEADERS_BYTES_MAX = 16 * 1024;

/** Node's server, with a limit on every wait. With `tls` it speaks https. */
export function makeServer(
  tls: { readonly cert: Buffer; readonly key: Buffer } | null,
  handler: RequestListener,
): http.Server {
  const limits = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECKING_INTERVAL_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxHeaderSize: HEADERS_BYTES_MAX,
  };
  return tls === null
    ? http.createServer(limits, handler)
    : https.createServer({ ...limits, ...tls }, handler);
}

/** Connections that are sending a body for which they have more time. */
const slow = new WeakSet<Socket>();

/** Gives a request longer than others to send its body; past that its connection is closed. */
export function allowSlowBody(request: IncomingMessage, waitMs: number): void {
  const { socket } = request;
  slow.add(socket);
  const late = setTimeout(() => socket.destroy(), waitMs).unref();
  request.once('close', () => {
    clearTimeout(late);
    slow.delete(socket);
  });
}

/** Answers what Node could not read as a request, and closes the connection. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // Node tells of a slow request once, and leaves it to us to end it.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && slow.has(socket)) return;
  if (socket.writable) {
    const refusal = refusalOf(error.code);
    const traceId = randomUUID();
    const body = JSON.stringify(problemOf(refusal, traceId));
    socket.write(
      [
        `HTTP/1.1 ${refusal.status} ${http.STATUS_CODES[refusal.status]}`,
        'Content-Type: application/problem+json',
        `X-Request-Id: ${traceId}`,
        'X-Content-Type-Options: nosniff',
        'Cache-Control: no-store',
        'Connection: close',
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroySoon();
}

function refusalOf(code: string | undefined): CodedError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new CodedError('headers_too_large', `Headers end at ${HEADERS_BYTES_MAX} bytes`);
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new CodedError('malformed_request', 'The request came too slowly', { status: 408 });
  }
  return new CodedError('malformed_request', 'This is no HTTP request');
}
