import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemState } from '#contract/monitor.ts';
import type { Site } from '../site.ts';

/** The performance dashboard as somebody has it open on the wall. */
export interface OpenDashboard {
  /** How often new figures came, once a second if all is well. */
  readonly updates: number;
  /** The longest time without any. */
  readonly longestGapMs: number;
  readonly tablesRead: number;
  /** The original's numbers beside those that the dashboard shows now. */
  targets(): Promise<SystemState['targets']>;
  close(): Promise<void>;
}

/** As often, and the same, as the page's own script reads. */
const TABLES_INTERVAL_MS = 5_000;
const TABLES = [
  '/api/v2/alerts?state=open&limit=50',
  '/api/performance/system',
  '/api/performance/endpoints',
  '/api/performance/statements',
  '/api/v2/stations',
  '/api/v2/verify-runs',
];

/** Loads the page with its files and its history, and reads its stream until it is closed. */
export async function openDashboard({ server, cookies }: Site): Promise<OpenDashboard> {
  const headers = { cookie: cookies[0] ?? '' };
  const read = async (path: string) => {
    const response = await fetch(server.url + path, { headers });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  };
  const page = await read('/performance/dashboard');
  for (const [, path = ''] of page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)) {
    await read(path);
  }
  await read('/api/performance/history?range=15m');
  const request = get(`${server.url}/api/performance/stream`, { headers });
  const [stream]: IncomingMessage[] = await once(request, 'response');
  if (stream?.statusCode !== 200) throw new Error(`the stream: ${stream?.statusCode}`);
  const seen = { updates: 0, longestGapMs: 0, tablesRead: 0 };
  let lastAt = performance.now();
  stream.setEncoding('utf8').on('data', (text: string) => {
    if (!text.includes('event: metrics')) return;
    const now = performance.now();
    seen.longestGapMs = Math.max(seen.longestGapMs, now - lastAt);
    seen.updates++;
    lastAt = now;
  });
  const closing = new AbortController();
  const reading = readTables(read, closing.signal, () => seen.tablesRead++);
  return Object.assign(seen, {
    targets: async () => {
      const state: SystemState = JSON.parse(await read('/api/performance/system'));
      return state.targets;
    },
    close: async () => {
      closing.abort();
      await reading;
      request.destroy();
    },
  });
}

async function readTables(
  read: (path: string) => Promise<string>,
  signal: AbortSignal,
  onRead: () => void,
): Promise<void> {
  while (!signal.aborted) {
    await Promise.all(TABLES.map(read));
    onRead();
    await sleep(TABLES_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
