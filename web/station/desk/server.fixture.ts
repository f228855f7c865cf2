import type { ServerResponse } from 'node:http';
import type { ScanInput, ScanResult } from '#contract/scan.ts';
import { type Decision, decide } from '#domain/scan/decide.ts';
import type { State } from '#domain/scan/state.ts';
import { parseScan } from '../../../server/scan/parse.ts';
import { resultOf } from '../../../server/scan/result.ts';
import { answerJson, type Got, serve } from '../../api/server.fixture.ts';
import type { Intent, KeptUser, Site } from '../../offline/rows.ts';
import { uuidV7 } from '../../offline/uuid.ts';
import { siteOf } from './desk.fixture.ts';
import { rulesOf } from './rules.ts';

/** What happens to a request for scans on its way. */
export const WEATHERS = [
  'fine',
  'not_reached',
  /** Recorded, and nobody hears of it. */
  'answer_lost',
  /** Recorded, and only the first half of the answers arrives. */
  'half_answered',
  /** Recorded twice, as by a proxy that lost patience. */
  'sent_twice',
  'failed',
  /** A page of the network's own comes back. */
  'portal',
] as const;
/** Beside the weather: the server takes the request itself for wrong. */
export type Weather = (typeof WEATHERS)[number] | 'not_taken';

/**
 * The server as a device sees it, over real HTTP: scans are parsed, decided and answered by the
 * server's own functions, over a state in memory.
 */
export interface SmallServer {
  site: Site;
  state: State;
  /** Those that were recorded, in the order in which they took effect. */
  ledger: Decision[];
  /** Whose cookie the device has. */
  signedIn: KeptUser | null;
  /** Of the next requests for scans; after them it is fine. */
  weather: Weather[];
  /** Everybody who can sign in, by the name in capitals. */
  readonly people: KeptUser[];
  /** Scans of somebody at another bench. */
  elsewhere(...intents: readonly Intent[]): void;
  /** What is asked of it beside scans and signing in. */
  readonly pages: Map<string, unknown>;
}

export const EMPTY: State = { bags: new Map(), bills: new Map(), scans: new Map() };

/** Opens a server for the test. */
export async function openServer(): Promise<SmallServer & { close(): Promise<void> }> {
  const site = siteOf();
  const server: SmallServer = {
    site,
    state: EMPTY,
    ledger: [],
    signedIn: site.user,
    weather: [],
    people: [site.user, { id: 8, username: 'meena', role: 'biller', area: null }],
    pages: new Map(),
    elsewhere: (...intents) => {
      const scans = intents.map((intent) => ({ id: uuidV7(Date.now()), ...intent }));
      record(server, 1_000, scans);
    },
  };
  const { close } = await serve((got, response) => handle(server, got, response));
  return Object.assign(server, { close });
}

function handle(server: SmallServer, got: Got, response: ServerResponse) {
  const { site, signedIn } = server;
  const path = got.url.split('?')[0] ?? '';
  if (`${got.method} ${path}` === 'POST /api/v2/session') return signIn(server, got, response);
  if (signedIn === null) return answerJson(response, 401, { code: 'not_signed_in' });
  const pages = new Map<string, unknown>([
    ['/api/v2/session', { user: signedIn, timeZone: 'Asia/Kolkata' }],
    ['/api/v2/products', { items: site.products }],
    ['/api/v2/settings', { childPattern: site.childPattern }],
    ...server.pages,
  ]);
  if (path === '/api/v2/scans') return takeScans(server, signedIn, got, response);
  if (pages.has(path)) return answerJson(response, 200, pages.get(path));
  answerJson(response, 404, { code: 'not_found' });
}

/** A password is the name in capitals. */
function signIn(server: SmallServer, got: Got, response: ServerResponse) {
  const { username, password }: { username: string; password: string } = JSON.parse(got.body);
  const user = server.people.find((one) => one.username === username);
  if (user === undefined || password !== username.toUpperCase()) {
    return answerJson(response, 401, { code: 'wrong_password' });
  }
  server.signedIn = user;
  answerJson(response, 200, { user, timeZone: 'Asia/Kolkata' });
}

interface SentScans {
  readonly user?: number;
  readonly scans: readonly ScanInput[];
}

function takeScans(server: SmallServer, by: KeptUser, got: Got, response: ServerResponse) {
  const weather = server.weather.shift() ?? 'fine';
  const { user, scans }: SentScans = JSON.parse(got.body);
  if (weather === 'not_reached') return response.destroy();
  if (weather === 'failed') return answerJson(response, 500, { code: 'internal' });
  if (weather === 'not_taken') return answerJson(response, 400, { code: 'malformed_request' });
  if (weather === 'portal') return response.writeHead(200).end('<h1>Welcome</h1>');
  if (user !== undefined && user !== by.id) {
    return answerJson(response, 409, { code: 'other_user' });
  }
  const results = record(server, by.id, scans);
  if (weather === 'answer_lost') return response.destroy();
  if (weather === 'sent_twice') record(server, by.id, scans);
  const count = weather === 'half_answered' ? Math.ceil(results.length / 2) : results.length;
  answerJson(response, 200, { results: results.slice(0, count) });
}

function record(server: SmallServer, userId: number, scans: readonly ScanInput[]): ScanResult[] {
  const { codes } = rulesOf(server.site);
  const role = server.people.find(({ id }) => id === userId)?.role ?? 'admin';
  const requests = scans.map((scan) => parseScan(scan, { userId, role, areaId: null }, codes));
  const { decisions, after } = decide(server.state, requests);
  server.state = after;
  server.ledger.push(...decisions.filter(({ isReplay }) => !isReplay));
  return decisions.map((decision) => resultOf(decision));
}
