import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Connection } from '#server/db/embedded/roles.ts';

/** The run's PostgreSQL listens on a Unix socket alone; this is a way to it over TCP. */
export interface DatabaseUrl {
  readonly url: string;
  /** Nobody gets through any more; whoever is connected is cut off. */
  close(): Promise<void>;
}

/** @param port 0 for any that is free. */
export async function openDatabaseUrl(
  { host, port: socketPort, user, password, database }: Connection,
  port = 0,
): Promise<DatabaseUrl> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(join(host, `.s.PGSQL.${socketPort}`));
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `postgres://${user}:${password}@127.0.0.1:${address.port}/${database}`,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
