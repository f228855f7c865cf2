import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Begins an answer that never ends by itself. @returns where to write server-sent events. */
export type OpenStream = (reply: FastifyReply) => ServerResponse;

/** The server waits for its answers when it stops: these are ended by it. */
export function makeEventStreams(app: FastifyInstance): OpenStream {
  const streams = new Set<ServerResponse>();
  app.addHook('preClose', async () => {
    for (const raw of streams) raw.end();
  });
  return (reply) => {
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.setHeader('content-type', 'text/event-stream');
    // Proxies would hold events back to fill their buffers.
    raw.setHeader('x-accel-buffering', 'no');
    raw.writeHead(200);
    streams.add(raw);
    raw.once('close', () => streams.delete(raw));
    return raw;
  };
}
