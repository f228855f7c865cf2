import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Site } from './site.ts';

/** Copied as they are, into tables of the same columns, constraints and indexes. */
const TABLES: readonly Table[] = [
  {
    name: 'bag',
    columns:
      'code, kind, is_void, created_at, packed_at, billed_at, billed_place, created_by, ' +
      'packed_by, area_id, product_id, capacity, child_count, is_sealed, label_date, ' +
      'parent_code, bill_code, lot, in_stock, shelf',
    added: (seq) =>
      `code in (select code from scan where seq > ${seq} and code is not null and outcome ` +
      `in ('opened', 'packed', 'packed_full'))`,
  },
  {
    name: 'scan',
    columns:
      'id, received_at, scanned_at, user_id, area_id, action, outcome, code, parent_code, ' +
      'bill_code, other_parent_code, other_bill_code, raw, station, reason, lot, label_date',
    added: (seq) => `seq > ${seq}`,
  },
  {
    name: 'import_row',
    columns: 'import_no, at, sheet, row, fate, foreseen, code, into_code, outcome, reason',
    added: () => 'import_no = (select max(no) from import)',
  },
];

interface Table {
  readonly name: string;
  readonly columns: string;
  /** What an import has added since the scan of this number. */
  added(seq: number): string;
}

/**
 * What COPY alone takes for the rows that the last import has added: they are deleted and copied
 * again into the same tables, with all their indexes.
 * @returns rows of the sheet, one for each fate, a second.
 */
export async function measureCopy(site: Site, seq: number): Promise<{ perSecond: number }> {
  const client = new pg.Client({ ...site.superuser, database: 'traitortrack' });
  await client.connect();
  try {
    let ms = 0;
    let rows = 0;
    const saved = new Map<Table, Buffer[]>();
    for (const table of TABLES) saved.set(table, await save(client, table, seq));
    const conditions = TABLES.map((table) => `delete from ${table.name} where ${table.added(seq)}`);
    // The ledger tells which bags to delete: it goes after them.
    for (const text of conditions) await client.query(text);
    for (const { name } of TABLES) await client.query(`vacuum ${name}`);
    for (const [{ name, columns }, pieces] of saved) {
      const startedAt = performance.now();
      const into = client.query(copyFrom(`copy ${name} (${columns}) from stdin`));
      await pipeline(Readable.from(pieces), into);
      ms += performance.now() - startedAt;
      if (name === 'import_row') rows = into.rowCount;
    }
    return { perSecond: (rows / ms) * 1_000 };
  } finally {
    await client.end();
  }
}

async function save(client: pg.Client, { name, columns, added }: Table, seq: number) {
  const pieces: Buffer[] = [];
  const text = `copy (select ${columns} from ${name} where ${added(seq)}) to stdout`;
  for await (const piece of client.query(copyTo(text))) pieces.push(piece);
  return pieces;
}
