import { type CodeRules, makeCodeRules } from '#domain/code.ts';
import type { Product } from '#domain/product.ts';
import { type ReportSchedule, WEEKDAYS } from '#domain/report-schedule.ts';
import type { Settings } from '#domain/setting.ts';
import type { Database, Queryable } from '../db/database.ts';
import type { Logger } from '../log.ts';
import type { Meter } from '../monitor/meter.ts';
import { type Notices, publish } from '../notice/notices.ts';
import { readCatalogue } from './catalogue.sql.ts';

/** What is small, needed everywhere and seldom changed, as it was at one moment. */
export interface CatalogueSnapshot {
  readonly codes: CodeRules;
  readonly products: readonly Product[];
  readonly productById: ReadonlyMap<number, Product>;
  readonly areaNameById: ReadonlyMap<number, string>;
  /** By the name in lower case. */
  readonly areaIdByName: ReadonlyMap<string, number>;
  /** Of all users, disabled ones too: their names stay in the ledger. */
  readonly usernameById: ReadonlyMap<number, string>;
  readonly settings: Settings;
}

export interface Catalogue {
  /** At most the notice's way behind the tables: milliseconds. Read it anew for each request. */
  readonly current: CatalogueSnapshot;
  /** To be awaited after a change, so that the process that made it sees it. */
  refresh(): Promise<void>;
  close(): void;
}

const TOPIC = 'catalogue';
/** The net under the notices. */
const TIME_TO_LIVE_MS = 300_000;
const RETRY_WAIT_MS = 1_000;

/** Tells all processes, when the transaction commits, that the catalogue has changed. */
export function publishCatalogueChange(db: Queryable): Promise<void> {
  return publish(db, TOPIC, '');
}

interface CatalogueDeps {
  readonly db: Database;
  readonly log: Logger;
  readonly notices: Notices;
  readonly meter: Meter;
}

/** Reads the catalogue and keeps it fresh until `close`. */
export async function openCatalogue(deps: CatalogueDeps): Promise<Catalogue> {
  let current = await readSnapshot(deps.db);
  const uses = deps.meter.cache('catalogue');
  let started = 0;
  let shown = 0;
  const refresh = async (): Promise<void> => {
    const turn = ++started;
    uses.misses++;
    const snapshot = await readSnapshot(deps.db);
    // Reads may overtake each other; one that began later has seen at least as much.
    if (turn > shown) {
      shown = turn;
      current = snapshot;
    }
  };
  const close = keepFresh(deps, refresh);
  return {
    get current() {
      uses.hits++;
      return current;
    },
    refresh,
    close,
  };
}

/** Refreshes on each notice, now and then besides, and again where it failed. @returns the end. */
function keepFresh({ log, notices }: CatalogueDeps, refresh: () => Promise<void>): () => void {
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const refreshIn = (waitMs: number): void => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(refreshNow, waitMs).unref();
  };
  const refreshNow = (): void => {
    refresh().then(
      () => refreshIn(TIME_TO_LIVE_MS),
      (error) => {
        log.warn({ err: error }, 'the catalogue could not be read; it will be tried again');
        refreshIn(RETRY_WAIT_MS);
      },
    );
  };
  refreshIn(TIME_TO_LIVE_MS);
  const unsubscribe = notices.subscribe(TOPIC, refreshNow);
  return () => {
    isClosed = true;
    unsubscribe();
    clearTimeout(timer);
  };
}

async function readSnapshot(db: Queryable): Promise<CatalogueSnapshot> {
  const [row] = await db.run(readCatalogue);
  if (row === undefined) throw new Error('the catalogue is one row');
  const { products, areas, users } = row;
  const settings = settingsOf(row.settings);
  return {
    codes: makeCodeRules({ products, childPattern: settings.childPattern }),
    products,
    productById: new Map(products.map((product) => [product.id, product])),
    areaNameById: new Map(areas.map(({ id, name }) => [id, name])),
    areaIdByName: new Map(areas.map(({ id, name }) => [name.toLowerCase(), id])),
    usernameById: new Map(users.map(({ id, username }) => [id, username])),
    settings,
  };
}

/** What was stored passed the contract; what a later version stored may not. */
function settingsOf(stored: Readonly<Record<string, unknown>>): Settings {
  const { childPattern, dayReport, alertMail } = stored;
  return {
    childPattern: typeof childPattern === 'string' ? childPattern : null,
    dayReport: isSchedule(dayReport) ? { ...EVERY_DAY, ...dayReport } : null,
    alertMail: isRecipients(alertMail) ? alertMail : null,
  };
}

/** What schedules were before they had days. */
const EVERY_DAY = { days: [...WEEKDAYS], isOn: true };

function isSchedule(value: unknown): value is ReportSchedule {
  if (typeof value !== 'object' || value === null || !('at' in value && 'to' in value))
    return false;
  return typeof value.at === 'string' && Array.isArray(value.to);
}

function isRecipients(value: unknown): value is NonNullable<Settings['alertMail']> {
  return typeof value === 'object' && value !== null && 'to' in value && Array.isArray(value.to);
}
