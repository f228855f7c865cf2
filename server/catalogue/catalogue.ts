import { type CodeRules, makeCodeRules } from '#domain/code.ts';
import type { Product } from '#domain/product.ts';
import type { Database, Queryable } from '../db/database.ts';
import type { Logger } from '../log.ts';
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
  readonly settings: { readonly childPattern: string | null };
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

/** Reads the catalogue and keeps it fresh until `close`. */
export async function openCatalogue(deps: {
  readonly db: Database;
  readonly log: Logger;
  readonly notices: Notices;
}): Promise<Catalogue> {
  let current = await readSnapshot(deps.db);
  let started = 0;
  let shown = 0;
  const refresh = async (): Promise<void> => {
    const turn = ++started;
    const snapshot = await readSnapshot(deps.db);
    // Reads may overtake each other; one that began later has seen at least as much.
    if (turn > shown) {
      shown = turn;
      current = snapshot;
    }
  };
  let timer = setTimeout(refreshForever, TIME_TO_LIVE_MS).unref();
  function refreshForever(): void {
    const wait = (waitMs: number): void => {
      clearTimeout(timer);
      if (!isClosed) timer = setTimeout(refreshForever, waitMs).unref();
    };
    refresh().then(
      () => wait(TIME_TO_LIVE_MS),
      (error) => {
        deps.log.warn({ err: error }, 'the catalogue could not be read; it will be tried again');
        wait(RETRY_WAIT_MS);
      },
    );
  }
  let isClosed = false;
  const unsubscribe = deps.notices.subscribe(TOPIC, refreshForever);
  return {
    get current() {
      return current;
    },
    refresh,
    close: () => {
      isClosed = true;
      unsubscribe();
      clearTimeout(timer);
    },
  };
}

async function readSnapshot(db: Queryable): Promise<CatalogueSnapshot> {
  const [row] = await db.run(readCatalogue);
  if (row === undefined) throw new Error('the catalogue is one row');
  const { products, areas, users } = row;
  const { childPattern } = row.settings;
  const settings = { childPattern: typeof childPattern === 'string' ? childPattern : null };
  return {
    codes: makeCodeRules({ products, ...settings }),
    products,
    productById: new Map(products.map((product) => [product.id, product])),
    areaNameById: new Map(areas.map(({ id, name }) => [id, name])),
    areaIdByName: new Map(areas.map(({ id, name }) => [name.toLowerCase(), id])),
    usernameById: new Map(users.map(({ id, username }) => [id, username])),
    settings,
  };
}
