import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isLongList } from './queries.ts';

/** A note of the server's that something has changed; the pages then read it again. */
interface Note {
  readonly type: string;
  readonly code: string | null;
}

/** At the busiest hour there are hundreds of notes a second: one refresh a second is enough. */
const REFRESH_MS = 1_000;

/** The first words of the keys of the queries that a note concerns; the totals at every change. */
const CONCERNED: Readonly<Record<string, readonly string[]>> = {
  'bag.changed': ['bags', 'bag', 'children', 'trace', 'scans', 'bill'],
  'bill.changed': ['bills', 'bill', 'trace'],
  'stats.changed': ['stats', 'today', 'scans'],
};

/** Of these, the second word of the key is a code, and only that one is read again. */
const BY_CODE: Readonly<Record<string, readonly string[]>> = {
  'bag.changed': ['bag', 'children'],
  'bill.changed': ['bill'],
};

/** Keeps what is on the screen up to date, as the server tells what has changed. */
export function useLiveUpdates(): void {
  const client = useQueryClient();
  useEffect(() => follow(client), [client]);
}

function follow(client: QueryClient): () => void {
  const events = new EventSource('/api/v2/events');
  let notes: Note[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasCutOff = false;
  const refresh = () => {
    const all = notes;
    notes = [];
    timer = undefined;
    refreshConcerned(client, all);
  };
  const take = (event: MessageEvent<unknown>) => {
    const note = parseNote(event.data);
    if (note === null) return;
    notes.push(note);
    timer ??= setTimeout(refresh, REFRESH_MS);
  };
  for (const type of ['message', ...Object.keys(CONCERNED)]) events.addEventListener(type, take);
  events.addEventListener('error', () => {
    wasCutOff = true;
  });
  events.addEventListener('open', () => {
    // What happened meanwhile was told to nobody here.
    if (wasCutOff) void client.invalidateQueries({ predicate: (query) => !isLongList(query) });
    wasCutOff = false;
  });
  return () => {
    clearTimeout(timer);
    events.close();
  };
}

function refreshConcerned(client: QueryClient, notes: readonly Note[]): void {
  const isConcerned = (key: readonly unknown[]) =>
    notes.some(({ type, code }) => {
      const [name, subject] = key;
      if (typeof name !== 'string' || !CONCERNED[type]?.includes(name)) return false;
      const isOne = typeof subject === 'string' && subject.toUpperCase() === code;
      return !BY_CODE[type]?.includes(name) || code === null || isOne;
    });
  // Of a list scrolled far, all pages would be read again: it is only marked, and says so.
  void client.invalidateQueries({
    predicate: (query) => isConcerned(query.queryKey) && !isLongList(query),
  });
  void client.invalidateQueries({
    predicate: (query) => isConcerned(query.queryKey) && isLongList(query),
    refetchType: 'none',
  });
}

function parseNote(data: unknown): Note | null {
  if (typeof data !== 'string') return null;
  try {
    const note: unknown = JSON.parse(data);
    if (typeof note !== 'object' || note === null || !('type' in note)) return null;
    const code = 'code' in note && typeof note.code === 'string' ? note.code : null;
    return typeof note.type === 'string' ? { type: note.type, code } : null;
  } catch {
    return null;
  }
}
