import { randomUUID } from 'node:crypto';
import type { Note } from '#contract/live.ts';
import { type Actor, areaLimit, can } from '#domain/permission.ts';
import type { Decision } from '#domain/scan/decide.ts';
import type { Database } from '../db/database.ts';
import type { Logger } from '../log.ts';
import { type Notices, publish } from '../notice/notices.ts';
import {
  ANYTHING,
  addBill,
  addScans,
  type Changes,
  isEmpty,
  noChanges,
  readChanges,
  writeChanges,
} from './changes.ts';
import { type Place, SOURCE_LENGTH } from './event-id.ts';
import { type Missed, type Moment, makeMoments } from './moments.ts';

/**
 * Tells those who look on what has changed. Nothing of it is part of the transactions that change
 * something: a NOTIFY among those would make their commits wait for each other. What is committed
 * is gathered, told here, and told to the other processes by one notice for all of it.
 */
export interface Live {
  /** After the scans are durable. */
  tellScans(decisions: readonly Decision[]): void;
  /** After a change of a bill is committed. */
  tellBill(code: string): void;
  /** After a piece of an import is committed. */
  tellImport(id: string): void;
  /** After an alert that was raised, changed or ended is committed. */
  tellAlert(): void;
  /** @returns a function that ends the subscription. */
  subscribe(hear: (moment: Moment) => void): () => void;
  /** Up to where everybody was told. */
  readonly now: Place;
  /** What was told since then; what can be told where that is not known: anything may be new. */
  since(place: Place): Missed[];
  close(): void;
}

const TOPIC = 'live';
/** The first change after a quiet while is told almost at once, together with what follows it. */
const FIRST_WAIT_MS = 20;
/** Later ones are gathered: at the busiest hour that is four notices a second. */
const GATHER_MS = 250;

export function openLive(deps: {
  readonly db: Database;
  readonly log: Logger;
  readonly notices: Notices;
}): Live {
  const source = randomUUID();
  const listeners = new Set<(moment: Moment) => void>();
  const moments = makeMoments(source.slice(0, SOURCE_LENGTH));
  let gathered = noChanges();
  let timer: NodeJS.Timeout | null = null;
  let flushedAtMs = 0;
  const tell = (changes: Changes): void => {
    const moment = moments.add(changes);
    for (const hear of listeners) hear(moment);
  };
  const flush = (): void => {
    timer = null;
    flushedAtMs = Date.now();
    const changes = gathered;
    gathered = noChanges();
    tell(changes);
    publish(deps.db, TOPIC, `${source} ${writeChanges(changes)}`).catch((error) =>
      deps.log.debug({ err: error }, 'other servers were not told what has changed'),
    );
  };
  const schedule = (): void => {
    if (timer !== null || isEmpty(gathered)) return;
    const waitMs = Math.max(FIRST_WAIT_MS, flushedAtMs + GATHER_MS - Date.now());
    timer = setTimeout(flush, waitMs);
  };
  const unsubscribe = deps.notices.subscribe(TOPIC, (notice) => {
    if (notice === null) tell(ANYTHING);
    else if (!notice.startsWith(source)) tell(readChanges(notice.slice(source.length + 1)));
  });
  return {
    tellScans: (decisions) => {
      addScans(gathered, decisions);
      schedule();
    },
    tellBill: (code) => {
      addBill(gathered, code);
      gathered.hasNewTotals = true;
      schedule();
    },
    tellImport: (id) => {
      gathered.imports?.add(id);
      schedule();
    },
    tellAlert: () => {
      gathered.hasNewAlerts = true;
      schedule();
    },
    subscribe: (hear) => {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    get now() {
      return moments.now();
    },
    since: moments.since,
    close: () => {
      if (timer !== null) clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** What this person may be told of a moment. Everyone may see every bill, and the totals. */
export function notesFor(person: Actor, { atMs, changes }: Moment): Note[] {
  const at = new Date(atMs).toISOString();
  const { bags, bills, imports, hasNewTotals, hasNewAlerts } = changes;
  const isTold = hasNewAlerts && can(person, 'administer');
  const ofImports = can(person, 'import') ? [...(imports ?? [null])] : [];
  const limit = areaLimit(person);
  const codes = [...(bags ?? [])].flatMap(([code, areaId]) =>
    limit === null || areaId === 0 || areaId === limit ? [code] : [],
  );
  return [
    ...(bags === null ? [null] : codes).map((code) => ({ type: 'bag.changed' as const, code, at })),
    ...[...(bills ?? [null])].map((code) => ({ type: 'bill.changed' as const, code, at })),
    ...ofImports.map((code) => ({ type: 'import.progress' as const, code, at })),
    ...(hasNewTotals ? [{ type: 'stats.changed' as const, code: null, at }] : []),
    ...(isTold ? [{ type: 'alert.raised' as const, code: null, at }] : []),
  ];
}
