import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isConcerned, NOTE_TYPES, type Note, parseNote } from './note.ts';
import { isLongList } from './queries.ts';

/** At the busiest hour there are hundreds of notes a second: one refresh a second is enough. */
const REFRESH_MS = 1_000;

/** Keeps what is on the screen up to date, as the server tells what has changed. */
export function useLiveUpdates(): void {
  const client = useQueryClient();
  useEffect(() => follow(client), [client]);
}

/** Some answers end an event stream for good, such as the 401 of a session that has ended. */
const RECONNECT_MS = 5_000;

/**
 * Listens while the page is seen. A page in the background would hold one of the few connections
 * that a browser has to a server; it is brought up to date when it is seen again.
 */
function follow(client: QueryClient): () => void {
  const gather = gatherNotes(client);
  let events: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasCutOff = false;
  const disconnect = () => {
    clearTimeout(timer);
    events?.close();
    events = null;
    wasCutOff = true;
  };
  const connect = () => {
    const stream = new EventSource('/api/v2/events');
    events = stream;
    for (const type of NOTE_TYPES) stream.addEventListener(type, gather.take);
    stream.addEventListener('error', () => {
      wasCutOff = true;
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(connect, RECONNECT_MS);
    });
    stream.addEventListener('open', () => {
      // What happened meanwhile was told to nobody here.
      if (wasCutOff) void client.invalidateQueries({ predicate: (query) => !isLongList(query) });
      wasCutOff = false;
    });
  };
  const followSight = () => {
    disconnect();
    if (document.visibilityState === 'visible') connect();
  };
  if (document.visibilityState === 'visible') connect();
  document.addEventListener('visibilitychange', followSight);
  return () => {
    document.removeEventListener('visibilitychange', followSight);
    disconnect();
    gather.stop();
  };
}

/** Notes come in bursts: what they concern is read once for all that came within a second. */
function gatherNotes(client: QueryClient) {
  let notes: Note[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    const all = notes;
    notes = [];
    timer = undefined;
    refreshConcerned(client, all);
  };
  return {
    take: ({ data }: MessageEvent<unknown>) => {
      const note = parseNote(data);
      if (note === null) return;
      notes.push(note);
      timer ??= setTimeout(refresh, REFRESH_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

function refreshConcerned(client: QueryClient, notes: readonly Note[]): void {
  // Of a list scrolled far, all pages would be read again: it is only marked, and says so.
  void client.invalidateQueries({
    predicate: (query) => isConcerned(query.queryKey, notes) && !isLongList(query),
  });
  void client.invalidateQueries({
    predicate: (query) => isConcerned(query.queryKey, notes) && isLongList(query),
    refetchType: 'none',
  });
}
