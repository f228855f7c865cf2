import { rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One process at a time does this kind of work in this folder. The turn is a listening socket,
 * which ends with its process however that ends; who waits is connected to it.
 * @returns a function that passes the turn on.
 */
export async function takeTurn(folder, kind) {
  const { dev, ino } = statSync(folder);
  const name = `traitortrack-${kind}-${dev}-${ino}`;
  const path = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name);
  for (;;) {
    const server = await listen(path);
    if (server !== null) return () => server.close();
    await untilGone(path);
  }
}

function listen(path) {
  const waiting = new Set();
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).unref();
      waiting.add(socket);
    });
    const close = () => {
      server.close();
      for (const socket of waiting) socket.destroy();
    };
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(path, () => resolve({ close }));
  });
}

function untilGone(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    // A socket file whose process is gone (only where sockets are files) is in the way.
    socket.on('error', () => {
      if (!path.startsWith('\0')) rmSync(path, { force: true });
    });
    socket.on('close', resolve).resume();
  });
}
