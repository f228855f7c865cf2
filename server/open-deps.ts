import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type pg from 'pg';
import { openAudit } from './audit/audit.ts';
import { openCatalogue } from './catalogue/catalogue.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { faultOf } from './db/fault.ts';
import type { Deps } from './deps.ts';
import { EXPORTS_AT_ONCE_MAX } from './export/cursor.ts';
import { type Live, openLive } from './live/live.ts';
import type { Logger } from './log.ts';
import { type Meter, makeMeter } from './monitor/meter.ts';
import { openNotices } from './notice/notices.ts';
import { openPrinter } from './paper/printer.ts';
import { type Batcher, LANES, makeBatcher } from './scan/batcher.ts';
import { makeMemory } from './scan/memory.ts';
import { type RecordDeps, recordBatch } from './scan/record.ts';
import { openSessions } from './session/session.ts';
import { makeStations } from './station/station.ts';
import { openTelemetry, type Tracing } from './telemetry/telemetry.ts';

const CONNECTIONS_MAX = 25;
const STATEMENT_TIMEOUT_MS = 3_000;
/** Each process counts in rows of its own; two that pick the same only wait for each other. */
const WRITER_RANGES = 10_000;
/** Lists and reports may read much. */
const LISTS_STATEMENT_TIMEOUT_MS = 30_000;
/** Planning a list takes longer than reading it; all lists that are asked have some 150 texts. */
const LIST_TEXTS_PREPARED_MAX = 300;
/**
 * Each keeps the plans of all lists, some 20 MB, and more than two a processor are in each other's
 * way. With fewer, long lists hold up short ones.
 */
const LISTS_CONNECTIONS_MAX = Math.min(8, Math.max(4, 2 * availableParallelism()));
/** One for each export, and one to call off what another one does. */
const EXPORT_CONNECTIONS_MAX = EXPORTS_AT_ONCE_MAX + 1;
/** Before its first row an export may have to sort all rows. */
const EXPORTS_STATEMENT_TIMEOUT_MS = 600_000;

/**
 * Opens what the features stand on, against a migrated database.
 * @param connections `app` to the primary; `lists` to the replica, or to the primary as well.
 * @returns the deps, and `close` to release them in reverse.
 */
export async function openDeps(
  config: Config,
  log: Logger,
  connections: { readonly app: pg.ClientConfig; readonly lists: pg.ClientConfig },
): Promise<{ readonly deps: Deps; close(): Promise<void> }> {
  const releasers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const release of releasers.splice(0).reverse()) await release();
  };
  const acquire = <T extends { close(): Promise<void> | void }>(made: T): T => {
    releasers.push(() => made.close());
    return made;
  };
  const meter = makeMeter();
  try {
    const telemetry = await openTelemetry(config, log);
    if (telemetry !== null) acquire(telemetry);
    const tracing = telemetry?.tracing ?? null;
    const onStatement = listenerOf(meter, tracing);
    const common = { connectionsMax: CONNECTIONS_MAX, log, onStatement };
    const db = acquire(
      openDatabase({
        ...common,
        name: 'app',
        connection: connections.app,
        statementTimeoutMs: STATEMENT_TIMEOUT_MS,
        isGeneric: true,
      }),
    );
    const lists = acquire(
      openDatabase({
        ...common,
        name: 'lists',
        connection: connections.lists,
        connectionsMax: LISTS_CONNECTIONS_MAX,
        statementTimeoutMs: LISTS_STATEMENT_TIMEOUT_MS,
        isGeneric: true,
        textsPreparedMax: LIST_TEXTS_PREPARED_MAX,
      }),
    );
    const exports = acquire(
      openDatabase({
        ...common,
        name: 'exports',
        connection: connections.lists,
        connectionsMax: EXPORT_CONNECTIONS_MAX,
        statementTimeoutMs: EXPORTS_STATEMENT_TIMEOUT_MS,
      }),
    );
    const notices = acquire(await openNotices(connections.app, log));
    const catalogue = acquire(await openCatalogue({ db, log, notices, meter }));
    const audit = acquire(openAudit({ db, log }));
    const sessions = acquire(openSessions({ db, log, notices, audit }));
    const live = acquire(openLive({ db, log, notices }));
    const scans = openScans({ db, catalogue, audit, timeZone: config.timeZone }, live, tracing);
    releasers.push(() => scans.drain());
    const stations = makeStations({ db, log });
    const printer = acquire(openPrinter());
    const features = { catalogue, sessions, audit, scans, live, stations, printer };
    const ways = { primary: connections.app, lists: connections.lists };
    const base = { config, log, meter, telemetry, db, lists, exports, connections: ways, notices };
    return { deps: { ...base, ...features }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Statements are counted, and told to a collector where there is one. */
function listenerOf(meter: Meter, tracing: Tracing | null): Meter['recordStatement'] {
  if (tracing === null) return meter.recordStatement;
  return (run) => {
    meter.recordStatement(run);
    tracing.recordStatement(run);
  };
}

/** What records scans, and tells those who look on once they are durable. */
function openScans(deps: Omit<RecordDeps, 'memory'>, live: Live, tracing: Tracing | null): Batcher {
  const recording = { ...deps, memory: makeMemory() };
  const firstWriter = randomInt(WRITER_RANGES) * LANES;
  return makeBatcher(
    async (requests, lane, spans) => {
      const record = () => recordBatch(recording, firstWriter + lane, requests);
      const attributes = {
        'traitortrack.batch.scans': requests.length,
        'traitortrack.batch.lane': lane,
      };
      const decisions = await (tracing?.inBatch(spans, attributes, record) ?? record());
      live.tellScans(decisions);
      return decisions;
    },
    (error) => faultOf(error)?.code === 'database_away',
  );
}
