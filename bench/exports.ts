import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type CpuSeconds, cpuBetween } from './processor.ts';
import type { Site } from './site.ts';

/** What an export of everything took. */
export interface ExportResult {
  readonly path: string;
  readonly bytes: number;
  /** Without the heads; null for a workbook, where they cannot be counted by bytes. */
  readonly rows: number | null;
  readonly seconds: number;
  readonly firstByteMs: number;
  /** The most resident memory of the server meanwhile, and before it began. */
  readonly memoryMaxMb: number;
  readonly memoryBeforeMb: number;
  readonly cpu: CpuSeconds;
}

type Measured = Pick<Site, 'server' | 'cookies' | 'memoryMb' | 'cpuSeconds'>;

const PATHS = ['bags.csv', 'bags.xlsx', 'packing.csv', 'scans.csv', 'bills.csv'];
const MEMORY_INTERVAL_MS = 200;

/** Whole exports, one after the other, each read to its end as fast as it comes. */
export async function* measureExports(
  site: Measured,
  paths: readonly string[] = PATHS,
): AsyncGenerator<ExportResult> {
  for (const path of paths) yield await measure(site, path);
}

async function measure(
  { server, cookies, memoryMb, cpuSeconds }: Measured,
  path: string,
): Promise<ExportResult> {
  const memoryBeforeMb = memoryMb();
  let memoryMaxMb = memoryBeforeMb;
  const watch = setInterval(() => {
    memoryMaxMb = Math.max(memoryMaxMb, memoryMb());
  }, MEMORY_INTERVAL_MS);
  const cpuBefore = cpuSeconds();
  const startedAt = performance.now();
  const request = get(`${server.url}/api/v2/exports/${path}`, {
    headers: { cookie: cookies[0] ?? '' },
  });
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response?.statusCode !== 200) throw new Error(`${path}: ${response?.statusCode}`);
  const firstByteMs = performance.now() - startedAt;
  let bytes = 0;
  let lines = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    lines += linesIn(chunk);
  }
  clearInterval(watch);
  const seconds = (performance.now() - startedAt) / 1_000;
  const rows = path.endsWith('.csv') ? lines - 1 : null;
  const cpu = cpuBetween(cpuBefore, cpuSeconds());
  return { path, bytes, rows, seconds, firstByteMs, memoryMaxMb, memoryBeforeMb, cpu };
}

function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, at + 1)) lines++;
  return lines;
}

const LINE_END = 0x0a;
