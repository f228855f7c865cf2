import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { streamNotes } from '#contract/live.ts';
import type { Deps } from '../deps.ts';
import { makeEventStreams } from '../http/event-stream.ts';
import { CodedError } from '../http/problem.ts';
import { addRoute } from '../http/route.ts';
import type { Person } from '../session/session.ts';
import { type Moment, notesFor } from './live.ts';

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
    const unsubscribe = deps.live.subscribe((moment) => send(reader, moment));
    for (const moment of missedBy(deps, request)) send(reader, moment);
    beat(reader);
    reader.raw.once('close', () => {
      unsubscribe();
      readers.delete(reader);
    });
    // Sent by the stream itself: this is never read.
    return '';
  });
}

/** The id of an event is the time at which it was sent, so that every server understands it. */
function missedBy({ live }: Deps, { headers }: FastifyRequest): Moment[] {
  const id = headers['last-event-id'];
  if (typeof id !== 'string' || id === '') return [];
  return live.since(/^\d{1,15}$/.test(id) ? Number(id) : 0);
}

function send(reader: Reader, moment: Moment): void {
  const { raw, person } = reader;
  const notes = notesFor(person, moment);
  if (notes.length === 0) return;
  if (raw.writableLength > UNREAD_BYTES_MAX) {
    raw.destroy();
    return;
  }
  const events = notes.map(
    (note) => `id: ${moment.atMs}\nevent: ${note.type}\ndata: ${JSON.stringify(note)}\n\n`,
  );
  raw.write(events.join(''));
  reader.heardAtMs = Date.now();
}

/** An id alone is no event, but what a browser sends when it comes back. */
function beat(reader: Reader): void {
  reader.heardAtMs = Date.now();
  reader.raw.write(`:\nid: ${reader.heardAtMs}\n\n`);
}

function check(deps: Deps, reader: Reader): void {
  if (Date.now() - reader.heardAtMs >= HEARTBEAT_INTERVAL_MS) beat(reader);
  const found = deps.sessions.find(reader.request);
  if (!(found instanceof Promise)) admit(reader, found);
  // A database that is away ends no session.
  else found.then((person) => admit(reader, person)).catch(() => undefined);
}

function admit(reader: Reader, person: Person | null): void {
  if (person === null) reader.raw.end();
  else reader.person = person;
}
