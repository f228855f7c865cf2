import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { seededRandom } from '#bench/random.ts';
import { codeSpansOf } from '#server/bag/searchable.sql.ts';
import type { Calendar } from './calendar.ts';
import type { Consignment } from './record.ts';
import * as rows from './rows.ts';
import { type Site, tellStory } from './world.ts';

const CHUNK_CHARACTERS = 256 * 1024;
/** The ledger's ids have random numbers of their own: the bags come out the same without it. */
const IDS_SEED = 0x1d5;

interface Loading {
  readonly client: pg.ClientBase;
  readonly site: Site;
  readonly calendar: Calendar;
  /** Hears of each consignment that has been sent, how many bags it has. */
  readonly onSent: (bags: number) => void;
}

/**
 * Loads the story's rows by COPY. It is told twice, once for the ledger and once for the bags:
 * telling is cheap, and nothing of it needs to be kept.
 */
export async function loadStory(loading: Loading): Promise<void> {
  const { client } = loading;
  const books: Books = { bills: [], contents: [], tallies: new Map() };
  await copy(client, `scan (${rows.SCAN_COLUMNS})`, scanRows(loading, books));
  await copy(client, `bag (${rows.BAG_COLUMNS})`, bagRows(loading));
  await copy(client, `bill (${rows.BILL_COLUMNS})`, books.bills);
  await copy(client, `bill_content (${rows.CONTENT_COLUMNS})`, books.contents);
  const tallies = [...books.tallies].map(([day, tally]) => rows.tallyRow(day, tally));
  await copy(client, `tally (${rows.TALLY_COLUMNS})`, tallies);
  await client.query('insert into bag_code select code, kind, created_at from bag');
  await client.query(`insert into bag_code_span ${codeSpansOf('bag')}`);
  await client.query(`update bag_code_place set at = end_at, code = '', spanned_at = end_at,
      spanned_code = ''
    from (
      select coalesce(max(created_at) + interval '1 microsecond', '-infinity') as end_at from bag
    ) bags`);
}

/** What is small enough to be gathered while the ledger is written. */
interface Books {
  readonly bills: string[];
  readonly contents: string[];
  readonly tallies: Map<string, rows.Tally>;
}

function* scanRows(loading: Loading, books: Books): Generator<string> {
  const { site, calendar, onSent } = loading;
  const random = seededRandom(site.seed ^ IDS_SEED);
  for (const { consignment, clock } of tellWithClock(loading)) {
    for (const scan of consignment.scans) {
      tallyOf(books, calendar.dayOf(clock(scan.tick))).scans++;
      yield rows.scanRow(scan, clock, random);
    }
    for (const { kind, isVoid, createdTick } of consignment.bags) {
      if (!isVoid) tallyOf(books, calendar.dayOf(clock(createdTick)))[kind]++;
    }
    const { bill } = consignment;
    if (bill !== null) {
      tallyOf(books, calendar.dayOf(clock(bill.createdTick)))[rows.billStatusOf(bill)]++;
      books.bills.push(rows.billRow(bill, clock));
      books.contents.push(rows.contentRows(bill));
    }
    onSent(consignment.bags.length);
  }
}

function* bagRows(loading: Loading): Generator<string> {
  for (const { consignment, clock } of tellWithClock(loading)) {
    for (const bag of consignment.bags) yield rows.bagRow(bag, clock);
    loading.onSent(consignment.bags.length);
  }
}

/** Lays each consignment over the share of the calendar that its share of the bags gives it. */
function* tellWithClock({
  site,
  calendar,
}: Loading): Generator<{ consignment: Consignment; clock: rows.Clock }> {
  let done = 0;
  for (const consignment of tellStory(site)) {
    const start = done / site.bags;
    done += consignment.bags.length;
    const perTick = (done / site.bags - start) / Math.max(1, consignment.tick);
    yield { consignment, clock: (tick) => Math.floor(calendar.at(start + tick * perTick)) };
  }
}

function tallyOf({ tallies }: Books, day: string): rows.Tally {
  const known = tallies.get(day);
  if (known !== undefined) return known;
  const none = { scans: 0, parent: 0, child: 0, new: 0, processing: 0, completed: 0 };
  tallies.set(day, none);
  return none;
}

async function copy(client: pg.ClientBase, table: string, lines: Iterable<string>): Promise<void> {
  const stream = client.query(copyFrom(`copy ${table} from stdin`));
  await pipeline(Readable.from(chunksOf(lines), { objectMode: true }), stream);
}

function* chunksOf(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
