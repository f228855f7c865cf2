import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Connection } from '#server/db/embedded/roles.ts';

/** The run's PostgreSQL listens on a Unix socket alone; this is a way to it over TCP. */
export interface DatabaseUrl {
  readonly url: string;
  /** How long each piece of what the database says is held up; changes hold at once. */
  delayMs: number;
  /** Cuts off whoever is connected, and lets nobody through until it is mended. */
  cut(isCut: boolean): void;
  /** Nobody gets through any more; whoever is connected is cut off. */
  close(): Promise<void>;
}

/** @param port 0 for any that is free. */
export async function openDatabaseUrl(
  { host, port: socketPort, user, password, database }: Connection,
  port = 0,
): Promise<DatabaseUrl> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((incoming) => {
    if (isCut) {
      incoming.destroy();
      return;
    }
    const outgoing = connect(join(host, `.s.PGSQL.${socketPort}`));
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    incoming
      .pipe(outgoing)
      .pipe(heldUp(() => way.delayMs))
      .pipe(incoming);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const way: DatabaseUrl = {
    delayMs: 0,
    cut: (wanted) => {
      isCut = wanted;
      if (isCut) cutAll();
    },
    url: `postgres://${user}:${password}@127.0.0.1:${address.port}/${database}`,
    close: async () => {
      server.close();
      cutAll();
      await once(server, 'close');
    },
  };
  return way;
}

/** Passes on what it is given, in its order, a while later. */
function heldUp(delayMs: () => number): Transform {
  return new Transform({
    transform: (chunk, _encoding, done) => {
      const waitMs = delayMs();
      if (waitMs === 0) done(null, chunk);
      else setTimeout(done, waitMs, null, chunk);
    },
  });
}
