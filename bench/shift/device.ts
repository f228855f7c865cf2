import { Agent, request } from 'node:http';
import type { ScanResult } from '#contract/scan.ts';
import type { Latencies } from '../latencies.ts';
import type { Random } from '../random.ts';

/** A scan as a device sends it; its id is made once and kept through every repetition. */
export interface DeviceScan {
  readonly id: string;
  readonly action: string;
  readonly code: string;
  readonly parent?: string;
  readonly bill?: string;
  readonly scannedAt: string;
  readonly station: string;
}

export interface Faults {
  /** Share of the requests that are sent a second time although they were answered. */
  readonly twice: number;
  /** Share of the requests whose answer is lost, so that they are sent again. */
  readonly lost: number;
}

/** One person's device: a signed-in connection on which things go wrong. */
export interface Device {
  readonly station: string;
  scan(scan: Omit<DeviceScan, 'id' | 'scannedAt' | 'station'>): Promise<ScanResult>;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  readonly counts: { scans: number; twice: number; lost: number };
}

export async function signIn(
  url: string,
  username: string,
  password: string,
  rig: { readonly random: Random; readonly latencies: Latencies; readonly faults: Faults },
): Promise<Device> {
  const { random, latencies, faults } = rig;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const counts = { scans: 0, twice: 0, lost: 0 };
  let cookie = '';
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await exchange({ url, agent, cookie, method, path, body });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const session = await send('POST', '/api/v2/session', { username, password });
  cookie = session.cookie;
  const post = async (scan: DeviceScan): Promise<ScanResult> => {
    const startedAt = performance.now();
    const { text } = await send('POST', '/api/v2/scans', { scans: [scan] });
    latencies.record(performance.now() - startedAt);
    const parsed: { results: ScanResult[] } = JSON.parse(text);
    const [result] = parsed.results;
    if (result === undefined) throw new Error(`no result: ${text}`);
    return result;
  };
  return {
    station: username,
    counts,
    call: async (method, path, body) => {
      const { text } = await send(method, path, body);
      return text === '' ? undefined : JSON.parse(text);
    },
    scan: async (scan) => {
      const now = new Date();
      const id = random.uuid(now.getTime());
      const sent = { ...scan, id, scannedAt: now.toISOString(), station: username };
      counts.scans++;
      if (random.chance(faults.lost)) {
        counts.lost++;
        const body = { scans: [sent] };
        await exchange({ url, agent, cookie, method: 'POST', path: '/api/v2/scans', body }, true);
      }
      const result = await post(sent);
      if (!random.chance(faults.twice)) return result;
      counts.twice++;
      const again = await post(sent);
      if (!again.replayed || again.outcome !== result.outcome) {
        throw new Error(`sent twice, answered otherwise: ${JSON.stringify([result, again])}`);
      }
      return result;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cookie: string;
}

interface Exchange {
  readonly url: string;
  readonly agent: Agent;
  readonly cookie: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** @param isLost cuts the connection when the answer begins to arrive, unread. */
function exchange(
  { url, agent, cookie, method, path, body }: Exchange,
  isLost = false,
): Promise<Answer> {
  const payload = body === undefined ? null : JSON.stringify(body);
  const headers = {
    cookie,
    ...(payload === null ? {} : { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
      if (isLost) {
        response.destroy();
        resolve({ status: 0, text: '', cookie: '' });
        return;
      }
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const [set = ''] = response.headers['set-cookie'] ?? [];
        resolve({ status: response.statusCode ?? 0, text, cookie: set.split(';')[0] ?? '' });
      });
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}
