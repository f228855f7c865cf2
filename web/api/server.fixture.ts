import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** A request as the server gets it. */
export interface Got {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Handle = (got: Got, response: ServerResponse) => void;

/**
 * A real server on this machine, until the test is over. Pages ask for addresses without a host;
 * here they are asked of this server, as if the page had come from it.
 */
export async function serve(handle: Handle): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      handle({ method, url, headers, body: Buffer.concat(pieces).toString() }, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  comeFrom(new URL(`http://127.0.0.1:${address.port}`));
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  onTestFinished(close);
  onTestFinished(() => comeFrom(undefined));
  return { close };
}

/** Where the page has come from, for Node's `fetch` (undici: `setGlobalOrigin`); from nowhere. */
function comeFrom(origin: URL | undefined): void {
  const place = Symbol.for('undici.globalOrigin.1');
  Object.defineProperty(globalThis, place, { value: origin, writable: true, configurable: true });
}

export function answerJson(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(data));
}
