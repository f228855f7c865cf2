import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { vi } from 'vitest';

/** What a receiver got. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** Those of a type, as soon as there are so many. */
  take(type: string, count: number, waitMs?: number): Promise<Received[]>;
  close(): Promise<void>;
}

/** The machine may be busy. */
export const PATIENT = { timeout: 20_000, interval: 20 };

/** Somebody else's server. @param answer 204 unless it says otherwise. */
export async function openReceiver(
  answer: (response: ServerResponse, nth: number) => void = (response) =>
    response.writeHead(204).end(),
  port = 0,
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    received.push({ headers: request.headers, body, ...JSON.parse(body) });
    answer(response, received.length);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    port: address.port,
    received,
    take: (type, count, waitMs = PATIENT.timeout) =>
      vi.waitUntil(
        () => {
          const found = received.filter((one) => one.type === type);
          return found.length >= count ? found : null;
        },
        { ...PATIENT, timeout: waitMs },
      ),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whether the signature is by this secret, as the receivers' library sees it. */
export function isSignedBy(secret: string, { body, headers }: Received): boolean {
  const plain = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)]),
  );
  try {
    new Webhook(secret).verify(body, plain);
    return true;
  } catch {
    return false;
  }
}
