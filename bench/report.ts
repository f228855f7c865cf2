import { listPages } from './lists.ts';
import { type LoadResult, runLoad } from './load.ts';
import { type OpenDashboard, openDashboard } from './report/dashboard.ts';
import { lifeOf, type Warehouse } from './report/mix.ts';
import { signInPeople } from './report/people.ts';
import { compare, makeTally, tablesOf } from './report/table.ts';
import { openSite, type Site } from './site.ts';
import { BENCH_PRODUCT } from './workloads.ts';

/** The loads of the original's report: as many people on as many bags. */
const LOADS = [
  { people: 50, bags: 800_000 },
  { people: 200, bags: 2_000_000 },
];
/** With time to think between them; 50 people make 110. */
const REQUESTS_PER_PERSON_A_SECOND = 2.2;
/** The first seconds compile the code and fill the caches. */
const WARM_UP_SECONDS = 10;

/**
 * The load of the original's report, while its performance dashboard is open.
 * @param sizes are the numbers of bags to do it with, of those that the report tells.
 * @returns whether every number was within the original's, every answer and the state right.
 */
export async function runReport(sizes: readonly number[], minutes: number): Promise<boolean> {
  let isWithin = true;
  for (const { people, bags } of LOADS) {
    if (!sizes.includes(bags)) continue;
    const site = await openSite(bags);
    try {
      console.log(`${people} people, ${bags} bags, ${minutes} minutes, the dashboard open\n`);
      isWithin = (await runDay(site, people, minutes * 60)) && isWithin;
    } finally {
      await site.close();
    }
  }
  return isWithin;
}

async function runDay(site: Site, count: number, seconds: number): Promise<boolean> {
  const warehouse = await openWarehouse(site);
  const people = await signInPeople(site, count);
  const lives = people.map((person, at) => lifeOf(person, warehouse, at + 1));
  const tally = makeTally();
  const load = (durationMs: number, isCounted: boolean) =>
    runLoad({
      port: site.server.port,
      clients: count,
      durationMs,
      pacePerSecond: count * REQUESTS_PER_PERSON_A_SECOND,
      pauseMs: (meanMs) => meanMs * (0.5 + Math.random()),
      next: (client) => lives[client]?.() ?? fail(),
      onAnswer: ({ endpoint = '' }, ms, fault) => {
        if (isCounted) tally.record(endpoint, ms, fault);
      },
    });
  const dashboard = await openDashboard(site);
  const warmUp = await load(WARM_UP_SECONDS * 1_000, false);
  const cpuBefore = site.cpuSeconds();
  const result = await load(seconds * 1_000, true);
  const cpuAfter = site.cpuSeconds();
  for (const fault of [...warmUp.faults, ...result.faults]) console.error(`  ${fault}`);
  const endpoints = tally.list();
  const all = { endpoint: 'all of them', count: result.requests, errors: result.errors };
  const total = { ...all, ...result.latency };
  const compared = compare(endpoints, total, result.perSecond);
  console.log(tablesOf([...endpoints, total], compared));
  printMachine(site, result, {
    server: cpuAfter.server - cpuBefore.server,
    database: cpuAfter.database - cpuBefore.database,
  });
  const isShown = await isDashboardRight(dashboard, seconds + WARM_UP_SECONDS);
  await dashboard.close();
  const isRight = await isStateRight(site, warehouse);
  const isFaultless = warmUp.errors + result.errors === 0;
  return isRight && isShown && isFaultless && compared.every(({ isWithin }) => isWithin);
}

async function openWarehouse(site: Site): Promise<Warehouse> {
  const response = await fetch(`${site.server.url}/api/v2/products`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: site.cookies[0] ?? '' },
    body: JSON.stringify(BENCH_PRODUCT),
  });
  if (response.status !== 201) throw new Error(`product: ${await response.text()}`);
  return {
    childCodes: site.childCodes,
    listPaths: (await listPages(site)).flat(),
    fullParents: [],
    done: { parents: 0, packed: 0, bills: 0, billed: 0 },
  };
}

function printMachine(site: Site, { seconds }: LoadResult, cpu: ReturnType<Site['cpuSeconds']>) {
  const share = (used: number) => `${Math.round((used / seconds) * 100)} %`;
  console.log(
    `\nof one processor: server ${share(cpu.server)}, PostgreSQL ${share(cpu.database)}; ` +
      `memory of the server ${Math.round(site.memoryMb())} MB`,
  );
}

/** The dashboard moved every second, and shows that the targets are met, too. */
async function isDashboardRight(dashboard: OpenDashboard, seconds: number): Promise<boolean> {
  const { updates, longestGapMs, tablesRead } = dashboard;
  const targets = await dashboard.targets();
  const met = targets.filter(({ is_met }) => is_met === true);
  console.log(
    `the dashboard: ${updates} updates in ${Math.round(seconds)} s, at most ` +
      `${Math.round(longestGapMs)} ms apart, tables read ${tablesRead} times; ` +
      `it shows ${met.length} of ${targets.length} targets met`,
  );
  for (const { name, ours } of targets.filter(({ is_met }) => is_met !== true)) {
    console.log(`  it shows ${name}: ${ours}`);
  }
  return updates >= seconds * 0.9;
}

/** What was confirmed is in the state, and the ledger explains all of it. */
async function isStateRight(site: Site, { done }: Warehouse): Promise<boolean> {
  const [state] = await site.query<Warehouse['done']>(
    `select count(*) filter (where code like 'BN%')::int as parents,
       count(*) filter (where code ~ '^9[0-9]{12}$' and parent_code like 'BN%')::int as packed,
       (select count(*)::int from bill where code like 'RB-%') as bills,
       count(*) filter (where code like 'BN%' and bill_code like 'RB-%')::int as billed
     from bag`,
  );
  console.log(`confirmed ${JSON.stringify(done)}\nstored    ${JSON.stringify(state)}`);
  const isStored = JSON.stringify(done) === JSON.stringify(state);
  const isVerified = (await site.verify()) === 0;
  console.log(isVerified ? 'verify: 0 differences\n' : 'verify: DIFFERENCES\n');
  return isStored && isVerified;
}

function fail(): never {
  throw new Error('more clients than people');
}
