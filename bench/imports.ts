import { randomUUIDv7 } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Import } from '#contract/import.ts';
import { measureCopy } from './copy.ts';
import { writePackingSheet } from './packing-sheet.ts';
import { cpuBetween, cpuNote } from './processor.ts';
import type { Site } from './site.ts';
import * as workloads from './workloads.ts';

/** One line of the report on imports. */
export interface ImportLine {
  readonly workload: string;
  readonly perSecond: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly errors: number;
  readonly note: string;
}

/** Whole parents with their thirty packets. */
const ROWS = 31 * 7_000;
const BIG_ROWS = 31 * 32_260;
const POLL_MS = 50;
/** Parents of the sheets are of products that only the bench has. */
const PATTERNS = ['IM#######', 'IN#######', 'IP#######'];

/**
 * Imports packing sheets of labels that nobody knows: alone, while people scan, and one of a
 * million rows to see that memory stays.
 */
export async function* measureImports(site: Site, seconds: number): AsyncGenerator<ImportLine> {
  const folder = await mkdtemp(join(tmpdir(), 'traitortrack-sheets-'));
  try {
    for (const pattern of PATTERNS) await makeProduct(site, pattern);
    yield await importAlone(site, folder);
    yield await importBeside(site, folder, seconds);
    yield await importBig(site, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importAlone(site: Site, folder: string): Promise<ImportLine> {
  const before = await site.query<{ seq: string }>('select coalesce(max(seq), 0) as seq from scan');
  const cpuBefore = site.cpuSeconds();
  const { perSecond, errors } = await importSheet(site, folder, { rows: ROWS, at: 0 });
  const cpu = cpuNote(cpuBetween(cpuBefore, site.cpuSeconds()), ROWS);
  const copied = await measureCopy(site, Number(before[0]?.seq));
  const share = (perSecond / copied.perSecond).toFixed(2);
  const copyRate = Math.round(copied.perSecond);
  return {
    workload: `import ${ROWS} rows from XLSX`,
    perSecond,
    errors,
    note: `rows, from sending it on; ${share} of COPY, which takes ${copyRate}/s; ${cpu}`,
  };
}

/** People scan a hundred times a second; what they wait for counts, first without an import. */
async function importBeside(site: Site, folder: string, seconds: number): Promise<ImportLine> {
  const quiet = await workloads.PACK_PACED.run(site, seconds);
  const path = await sheetPath(folder, { rows: ROWS, at: 1 });
  const { id } = await sendSheet(site, path);
  const busy = await workloads.PACK_PACED.run(site, Math.max(seconds, 20));
  const { counts } = await readImport(site, id);
  const { latency, errors, faults } = busy;
  for (const fault of faults) console.error(`  scanning beside an import: ${fault}`);
  const done = counts.created + counts.linked;
  const ended = await untilEnded(site, id);
  return {
    workload: 'pack, paced at 100/s, beside an import',
    perSecond: busy.perSecond,
    p50Ms: latency.p50Ms,
    p95Ms: latency.p95Ms,
    p99Ms: latency.p99Ms,
    errors: errors + (ended.state === 'done' ? 0 : 1),
    note:
      `p99 ${quiet.latency.p99Ms.toFixed(1)} ms without; ` +
      `the import did ${Math.round(done / Math.max(seconds, 20))} rows/s meanwhile`,
  };
}

async function importBig(site: Site, folder: string): Promise<ImportLine> {
  let mostMb = site.memoryMb();
  const watching = setInterval(() => {
    mostMb = Math.max(mostMb, site.memoryMb());
  }, POLL_MS);
  const cpuBefore = site.cpuSeconds();
  const { perSecond, errors } = await importSheet(site, folder, { rows: BIG_ROWS, at: 2 });
  const cpu = cpuNote(cpuBetween(cpuBefore, site.cpuSeconds()), BIG_ROWS);
  clearInterval(watching);
  return {
    workload: `import ${BIG_ROWS} rows from XLSX`,
    perSecond,
    errors,
    note: `${Math.round(mostMb)} MB resident at most; ${cpu}`,
  };
}

interface Sheet {
  readonly rows: number;
  /** Tells sheets apart: no two have a code in common. */
  readonly at: number;
}

async function sheetPath(folder: string, { rows, at }: Sheet): Promise<string> {
  const path = join(folder, `${at}.xlsx`);
  const prefix = `${randomUUIDv7().replaceAll(/\D/g, '').slice(-8)}${at}`;
  await writePackingSheet(path, { rows, prefix, pattern: PATTERNS[at] ?? '' });
  return path;
}

async function importSheet(site: Site, folder: string, sheet: Sheet) {
  const path = await sheetPath(folder, sheet);
  const startedAt = performance.now();
  const { id } = await sendSheet(site, path);
  const { state, fault, counts } = await untilEnded(site, id);
  const took = performance.now() - startedAt;
  if (state !== 'done') console.error(`  the import failed: ${fault}`);
  const errors = sheet.rows - counts.created;
  return { perSecond: (sheet.rows / took) * 1_000, errors };
}

async function sendSheet({ server, cookies }: Site, path: string): Promise<Import> {
  const body = new FormData();
  body.append('file', await openAsBlob(path), 'sheet.xlsx');
  const response = await fetch(`${server.url}/api/v2/imports?kind=packing&mode=commit`, {
    method: 'POST',
    headers: { cookie: cookies[0] ?? '' },
    body,
  });
  if (response.status !== 202) throw new Error(`import: ${await response.text()}`);
  return JSON.parse(await response.text());
}

async function untilEnded(site: Site, id: string): Promise<Import> {
  for (;;) {
    const found = await readImport(site, id);
    if (found.state === 'done' || found.state === 'failed') return found;
    await sleep(POLL_MS);
  }
}

async function readImport({ server, cookies }: Site, id: string): Promise<Import> {
  const response = await fetch(`${server.url}/api/v2/imports/${id}`, {
    headers: { cookie: cookies[0] ?? '' },
  });
  return JSON.parse(await response.text());
}

async function makeProduct({ server, cookies }: Site, pattern: string): Promise<void> {
  const response = await fetch(`${server.url}/api/v2/products`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: cookies[0] ?? '' },
    body: JSON.stringify({ ...workloads.BENCH_PRODUCT, name: pattern, pattern }),
  });
  if (response.status !== 201) throw new Error(`product: ${await response.text()}`);
}
