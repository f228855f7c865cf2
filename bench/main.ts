import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openBaseline } from './baseline.ts';
import { measureExports } from './exports.ts';
import { measureImports } from './imports.ts';
import { type ListPages, listPages } from './lists.ts';
import type { LoadResult } from './load.ts';
import { cpuNote } from './processor.ts';
import { runReport } from './report.ts';
import { openSite, type Site } from './site.ts';
import * as workloads from './workloads.ts';

const USAGE = `traitortrack bench [--bags <n,n>] [--seconds <n>] [--rounds <n>]
                  [--imports] [--exports] [--report] [--minutes <n>] [--json]

Measures this machine: a server and a load generator, on a filled database of their own.
--bags     sizes of the database, each measured in turn (default: 200000,2000000)
--seconds  how long each workload runs (default: 8)
--rounds   how often what is compared is measured in turn; medians count (default: 3)
--imports  measures nothing but imports
--exports  measures nothing but exports; with --imports, both
--report   measures nothing but the load of the original system's report: 50 people on 800,000
           bags, then 200 on 2,000,000 (--bags 800000 for the first alone)
--minutes  how long each load of the report lasts (default: 5)
--json     prints all numbers as JSON at the end`;

/** One line of the report. */
interface Line {
  readonly bags: number;
  readonly workload: string;
  readonly perSecond: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly errors: number;
  readonly note: string;
}

const SETTLING_MS = 500;
/** Each connection for lists plans each of them. */
const LISTS_WARMING_S = 2;

/** Measures everything and prints it. @returns the exit code: 1 when an answer was wrong. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bags: { type: 'string' },
      seconds: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '3' },
      imports: { type: 'boolean', default: false },
      exports: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [model = 'unknown'] = cpus().map((cpu) => cpu.model);
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  console.log(`${cpus().length} x ${model}, ${memoryGb} GB, Node ${process.version}\n`);
  if (values.report) {
    const sizes = sizesOf(values.bags ?? '800000,2000000');
    return (await runReport(sizes, Number(values.minutes))) ? 0 : 1;
  }
  const lines: Line[] = [];
  let isRight = true;
  for (const bags of sizesOf(values.bags ?? '200000,2000000')) {
    const site = await openSite(bags);
    try {
      console.log(`${bags} bags; started in ${Math.round(site.server.startedInMs)} ms`);
      const settings = {
        seconds: Number(values.seconds),
        rounds: Number(values.rounds),
        only: { imports: values.imports, exports: values.exports },
      };
      for await (const line of measure(site, settings)) {
        lines.push(line);
        print(line);
      }
      isRight = (await isStateRight(site)) && isRight;
    } finally {
      await site.close();
    }
  }
  if (values.json) console.log(JSON.stringify(lines, null, 2));
  return isRight && lines.every(({ errors }) => errors === 0) ? 0 : 1;
}

function sizesOf(text: string): number[] {
  return text.split(',').map(Number);
}

interface Settings {
  readonly seconds: number;
  readonly rounds: number;
  /** Where one is set, only what is set is measured. */
  readonly only: { readonly imports: boolean; readonly exports: boolean };
}

async function* measure(site: Site, settings: Settings): AsyncGenerator<Line> {
  const { seconds, only } = settings;
  const isAll = !only.imports && !only.exports;
  await makeProduct(site);
  const pages = isAll ? await listPages(site) : [];
  // Before anything is packed: a second of packing here is more than a bench does in a day.
  if (isAll) yield lineOf(site, workloads.lists(pages), await measureLists(site, pages, seconds));
  // The first seconds compile the code and fill the caches.
  await workloads.PACK.run(site, 3);
  if (isAll) yield* measureRequests(site, settings, pages);
  if (isAll) yield memoryLine(site);
  if (isAll || only.exports) yield* exported(site);
  if (!isAll && !only.imports) return;
  for await (const line of measureImports(site, seconds)) yield { bags: site.bags, ...line };
}

async function measureLists(site: Site, pages: readonly ListPages[], seconds: number) {
  const workload = workloads.lists(pages);
  await settle(site);
  await workload.run(site, LISTS_WARMING_S);
  return workload.run(site, seconds);
}

async function* measureRequests(
  site: Site,
  settings: Settings,
  pages: readonly ListPages[],
): AsyncGenerator<Line> {
  const { seconds } = settings;
  const one = async (workload: workloads.Workload, note = '') =>
    lineOf(site, workload, await workload.run(site, seconds), note);
  yield* compared(site, settings);
  yield await one(workloads.PACK_PACED);
  yield await one(workloads.PACK_30);
  yield* besideNoOp(site, settings);
  // Everything that was packed lies in loose parents now, more than on any day of a site.
  const after = await measureLists(site, pages, seconds);
  yield lineOf(site, workloads.lists(pages), after, 'after all this packing');
}

function memoryLine(site: Site): Line {
  const note = `${Math.round(site.memoryMb())} MB resident after these requests`;
  return { bags: site.bags, workload: 'memory', perSecond: 0, errors: 0, note };
}

/** Whole exports; the errors are rows that are missing. */
async function* exported(site: Site): AsyncGenerator<Line> {
  for await (const one of measureExports(site)) {
    const rows = one.rows ?? site.bags;
    const megabytes = Math.round(one.bytes / 1e6);
    const memory = `memory ${Math.round(one.memoryBeforeMb)} to ${Math.round(one.memoryMaxMb)} MB`;
    yield {
      bags: site.bags,
      workload: `export ${one.path}`,
      perSecond: rows / one.seconds,
      errors: one.path === 'bags.csv' && rows < site.bags * 0.99 ? 1 : 0,
      note:
        `${rows} rows, ${megabytes} MB in ${one.seconds.toFixed(1)} s; ${memory}; ` +
        cpuNote(one.cpu, rows),
    };
  }
}

/** Packing and looking up, in turn with what the database does alone. */
async function* compared(site: Site, { seconds, rounds }: Settings): AsyncGenerator<Line> {
  const baseline = await openBaseline(site.superuser, true);
  const pairs = [
    [workloads.PACK, baseline.packsPerSecond] as const,
    [workloads.LOOK_UP, baseline.lookUpsPerSecond] as const,
    [workloads.TRACE, baseline.lookUpsPerSecond] as const,
  ];
  for (const [workload, alone] of pairs) {
    const ours: LoadResult[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await settle(site);
      theirs.push(await alone(seconds));
      ours.push(await workload.run(site, seconds));
    }
    // Of runs next to each other, as what else the machine does changes from pair to pair.
    const ratio = median(ours.map(({ perSecond }, round) => perSecond / (theirs[round] ?? 0)));
    const rate = Math.round(median(theirs));
    const note = `${ratio.toFixed(2)} of ${rate}/s by ${baseline.tool}`;
    yield lineOf(site, workload, medianOf(ours), note);
  }
  await baseline.close();
}

/** Waits for what the server and the database do by themselves, as only one of two would suffer. */
async function settle(site: Site): Promise<void> {
  for (;;) {
    const [row] = await site.query<{ is_done: boolean }>(
      `select (select count(*) from bag) = (select count(*) from bag_code) and not exists (
         select from pg_stat_activity where backend_type = 'autovacuum worker'
       ) as is_done`,
    );
    if (row?.is_done) return;
    await sleep(SETTLING_MS);
  }
}

async function* besideNoOp(site: Site, { seconds, rounds }: Settings): AsyncGenerator<Line> {
  const all = [workloads.NO_OP, workloads.HEALTH, workloads.STATS].map((workload) => ({
    workload,
    results: [] as LoadResult[],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { workload, results } of all) results.push(await workload.run(site, seconds));
  }
  const noOp = medianOf(all[0]?.results ?? []).perSecond;
  for (const { workload, results } of all) {
    const result = medianOf(results);
    const note = `${(result.perSecond / noOp).toFixed(2)} of the no-op route`;
    yield lineOf(site, workload, result, note);
  }
}

async function makeProduct({ server, cookies }: Site): Promise<void> {
  const response = await fetch(`${server.url}/api/v2/products`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: cookies[0] ?? '' },
    body: JSON.stringify(workloads.BENCH_PRODUCT),
  });
  if (response.status !== 201) throw new Error(`product: ${await response.text()}`);
}

/** Every accepted scan is in the state, and the ledger explains all of it. */
async function isStateRight(site: Site): Promise<boolean> {
  const [row] = await site.query<{ packed: number }>(
    `select count(*)::int as packed from bag
     where code ~ '^9[0-9]{12}$' and parent_code is not null`,
  );
  const expected = workloads.takeAccepted();
  const isCounted = row?.packed === expected;
  console.log(`${expected} scans accepted, ${row?.packed} children packed`);
  const isVerified = (await site.verify()) === 0;
  console.log(isVerified ? 'verify: 0 differences\n' : 'verify: DIFFERENCES\n');
  return isCounted && isVerified;
}

function lineOf(site: Site, workload: workloads.Workload, result: LoadResult, note = ''): Line {
  const { latency, errors, faults, perSecond } = result;
  for (const fault of faults) console.error(`  ${workload.name}: ${fault}`);
  const { p50Ms, p95Ms, p99Ms } = latency;
  return {
    bags: site.bags,
    workload: workload.name,
    perSecond: perSecond * workload.unitsPerRequest,
    p50Ms,
    p95Ms,
    p99Ms,
    errors,
    note,
  };
}

function print({ workload, perSecond, p50Ms, p95Ms, p99Ms, errors, note }: Line): void {
  const times = [p50Ms, p95Ms, p99Ms].map((ms) =>
    (ms === undefined ? '' : ms.toFixed(1)).padStart(8),
  );
  const rate = perSecond === 0 ? '' : `${Math.round(perSecond)}/s`;
  const wrong = errors === 0 ? '' : `  ${errors} ERRORS`;
  console.log(`${workload.padEnd(34)}${rate.padStart(10)}${times.join('')}  ${note}${wrong}`);
}

function medianOf(results: readonly LoadResult[]): LoadResult {
  const sorted = results.toSorted((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  const errors = results.reduce((sum, one) => sum + one.errors, 0);
  return { ...middle, errors, faults: results.flatMap(({ faults }) => faults) };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
