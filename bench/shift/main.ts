import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LatencySummary } from '../latencies.ts';
import { type ExpectedDay, runShift } from './shift.ts';

/** `npm run shift -- packing.xlsx billing.xlsx`: a day in the warehouse, exact to the last bag. */

const USAGE = `npm run shift -- <packing.xlsx> <billing.xlsx> [--expected <day.json>] [--seed <n>]

Starts a server of its own, sends the sheets' rows as a warehouse would, and compares.
--expected  what must be there at the end (default: day.expected.json beside the packing sheet)
--seed      which requests are doubled, lost or go to the wrong bag (default: 1)`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      expected: { type: 'string' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  });
  const [packingFile, billingFile] = positionals;
  if (values.help || packingFile === undefined || billingFile === undefined) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const expectedFile = values.expected ?? join(dirname(packingFile), 'day.expected.json');
  const expected: ExpectedDay = JSON.parse(await readFile(expectedFile, 'utf8'));
  const report = await runShift({ packingFile, billingFile, seed: Number(values.seed), expected });
  const { scans, twice, lost, moved, seconds, latency, differences } = report;
  console.log(`${scans} scans in ${seconds.toFixed(1)} s: ${Math.round(scans / seconds)} scans/s`);
  console.log(latencyLine(latency));
  console.log(`${twice} requests sent twice, ${lost} answers lost, ${moved} children moved`);
  console.log(report.verified.trim());
  for (const difference of differences) console.error(`  ${difference}`);
  const isExact = differences.length === 0 && report.isVerified;
  console.log(isExact ? 'Every bag and bill is exact.' : 'NOT exact.');
  return isExact ? 0 : 1;
}

function latencyLine({ p50Ms, p95Ms, p99Ms }: LatencySummary): string {
  return `p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
}
