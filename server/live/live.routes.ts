import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { streamNotes } from '#contract/live.ts';
import type { Deps } from '../deps.ts';
import { makeEventStreams } from '../http/event-stream.ts';
import { CodedError } from '../http/problem.ts';
import { addRoute } from '../http/route.ts';
import type { Person } from '../session/session.ts';
import { readId, writeId } from './event-id.ts';
import { notesFor } from './live.ts';
import type { Missed } from './moments.ts';

const STREAMS_MAX = 1_000;
/** A revoked session hears nothing after this. */
const CHECK_INTERVAL_MS = 1_000;
/** Proxies close what is silent for a minute, and a dead connection is noticed by writing to it. */
const HEARTBEAT_INTERVAL_MS = 15_000;
/** Who has not read this much is too slow: hints are not worth the memory. */
const UNREAD_BYTES_MAX = 64 * 1024;
const RECONNECT_WAIT_MS = 2_000;

interface Reader {
  readonly raw: ServerResponse;
  readonly request: FastifyRequest;
  /** As their role and area are now. */
  person: Person;
  heardAtMs: number;
}

export function liveRoutes(app: FastifyInstance, deps: Deps): void {
  const openStream = makeEventStreams(app);
  const readers = new Set<Reader>();
  const checking = setInterval(() => {
    for (const reader of readers) check(deps, reader);
  }, CHECK_INTERVAL_MS).unref();
  app.addHook('onClose', async () => clearInterval(checking));
  addRoute(app, deps, streamNotes, ({ person, request, reply }) => {
    if (readers.size >= STREAMS_MAX) {
      throw new CodedError('overloaded', 'Too many people are looking on; try again later');
    }
    const reader = { raw: openStream(reply), request, person, heardAtMs: Date.now() };
    readers.add(reader);
    reader.raw.write(`retry: ${RECONNECT_WAIT_MS}\n`);
    const unsubscribe = deps.live.subscribe((moment) => send(reader, { moment, told: 0 }));
    for (const missed of missedBy(deps, request)) send(reader, missed);
    beat(deps, reader);
    reader.raw.once('close', () => {
      unsubscribe();
      readers.delete(reader);
    });
    // Sent by the stream itself: this is never read.
    return '';
  });
}

function missedBy({ live }: Deps, { headers }: FastifyRequest): Missed[] {
  const id = headers['last-event-id'];
  return typeof id !== 'string' || id === '' ? [] : live.since(readId(id));
}

function send(reader: Reader, { moment, told }: Missed): void {
  const { raw, person } = reader;
  const notes = notesFor(person, moment);
  if (notes.length <= told) return;
  if (raw.writableLength > UNREAD_BYTES_MAX) {
    raw.destroy();
    return;
  }
  const { atMs, no, source } = moment;
  const events = notes.map((note, at) => {
    const id = writeId({ atMs, of: { source, no, notes: at + 1 } });
    return `id: ${id}\nevent: ${note.type}\ndata: ${JSON.stringify(note)}\n\n`;
  });
  raw.write(events.slice(told).join(''));
  reader.heardAtMs = Date.now();
}

/** An id alone is no event, but what a browser sends when it comes back. */
function beat({ live }: Deps, reader: Reader): void {
  reader.heardAtMs = Date.now();
  reader.raw.write(`:\nid: ${writeId(live.now)}\n\n`);
}

function check(deps: Deps, reader: Reader): void {
  if (Date.now() - reader.heardAtMs >= HEARTBEAT_INTERVAL_MS) beat(deps, reader);
  const found = deps.sessions.find(reader.request);
  if (!(found instanceof Promise)) admit(reader, found);
  // A database that is away ends no session.
  else found.then((person) => admit(reader, person)).catch(() => undefined);
}

function admit(reader: Reader, person: Person | null): void {
  if (person === null) reader.raw.end();
  else reader.person = person;
}
