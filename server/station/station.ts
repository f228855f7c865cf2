import type { Heartbeat, Station } from '#contract/station.ts';
import { toneOf } from '#domain/outcome.ts';
import { areaLimit } from '#domain/permission.ts';
import type { Decision } from '#domain/scan/decide.ts';
import type { Database, Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import type { Logger } from '../log.ts';
import { percent, round } from '../monitor/figures.ts';
import type { Person } from '../session/session.ts';
import * as sql from './station.sql.ts';

/** What stations say and do, gathered here and written now and then. */
export interface Stations {
  /** Counts what was recorded. It takes some 100 ns a scan, and waits for nothing. */
  count(decisions: readonly Decision[]): void;
  /**
   * @returns both clocks' difference.
   * @throws {CodedError} too_many_requests, malformed_request
   */
  hear(person: Person, heartbeat: Heartbeat): { readonly clock: string; readonly skewMs: number };
  /** Writes what was gathered. What fails is kept for the next time. */
  flush(): Promise<void>;
}

const HEARTBEAT_INTERVAL_MS_MIN = 2_000;
/** More names than any site has benches: somebody makes them up, and the oldest go. */
const STATIONS_MAX = 2_000;
const MINUTE_MS = 60_000;
const SKEW_MS_MAX = 2_000_000_000;
/** Areas have numbers from 1 on; people without one have this. */
export const NO_AREA = 0;

interface StateRow {
  readonly area_id: number;
  readonly station: string;
  readonly user_id: number;
  readonly waiting: number;
  readonly oldest_waiting_at: string | null;
  readonly clock_skew_ms: number;
  readonly seen_at: string;
}

interface MinuteRow {
  readonly minute: string;
  readonly area_id: number;
  readonly station: string;
  readonly user_id: number;
  scans: number;
  refused: number;
}

/** Nothing gathered yet. Two processes may gather of one station: the tables add up. */
export function makeStations(deps: { readonly db: Database; readonly log: Logger }): Stations {
  const heardAtMs = new Map<string, number>();
  let states = new Map<string, StateRow>();
  let minutes = new Map<string, MinuteRow>();
  return {
    count: (decisions) => {
      const now = Date.now();
      for (const { request, outcome, isReplay } of decisions) {
        if (request.station === null || isReplay) continue;
        const row = minuteOf(minutes, request.actor, request.station, now);
        if (row === null) continue;
        row.scans++;
        if (toneOf(outcome, request.action) === 'error') row.refused++;
      }
    },
    hear: (person, heartbeat) => {
      const now = Date.now();
      const state = stateOf(person, heartbeat, now);
      const key = `${state.area_id} ${state.station}`;
      refuseTooOften(heardAtMs, key, now);
      if (states.size < STATIONS_MAX) states.set(key, state);
      return { clock: state.seen_at, skewMs: state.clock_skew_ms };
    },
    flush: async () => {
      const [taken, counted] = [states, minutes];
      states = new Map();
      minutes = new Map();
      try {
        await write(deps.db, [...taken.values()], [...counted.values()]);
      } catch (error) {
        deps.log.debug({ err: error }, 'what stations say waits for the database');
        states = new Map([...taken, ...states]);
        minutes = addUp(counted, minutes);
      }
    },
  };
}

/** @returns null when there are more of them than can be. */
function minuteOf(
  minutes: Map<string, MinuteRow>,
  { userId, areaId }: Decision['request']['actor'],
  station: string,
  now: number,
): MinuteRow | null {
  const at = now - (now % MINUTE_MS);
  const key = `${at} ${userId} ${station}`;
  const known = minutes.get(key);
  if (known !== undefined) return known;
  if (minutes.size === STATIONS_MAX) return null;
  const place = { area_id: areaId ?? NO_AREA, station, user_id: userId };
  const made = { minute: new Date(at).toISOString(), ...place, scans: 0, refused: 0 };
  minutes.set(key, made);
  return made;
}

/** Times on a device are compared with each other only: its clock may be wrong. */
function stateOf(person: Person, heartbeat: Heartbeat, now: number): StateRow {
  const { waiting, oldestWaitingAt } = heartbeat;
  const clock = instantOf('/clock', heartbeat.clock);
  const oldest = oldestWaitingAt === null ? null : instantOf('/oldestWaitingAt', oldestWaitingAt);
  const hasWaiting = oldest !== null && waiting > 0;
  const skewMs = Math.min(Math.max(clock - now, -SKEW_MS_MAX), SKEW_MS_MAX);
  return {
    area_id: person.areaId ?? NO_AREA,
    station: storable(heartbeat.station),
    user_id: person.userId,
    waiting,
    oldest_waiting_at: hasWaiting
      ? new Date(Math.max(now - Math.max(clock - oldest, 0), 0)).toISOString()
      : null,
    clock_skew_ms: skewMs,
    seen_at: new Date(now).toISOString(),
  };
}

function instantOf(pointer: string, text: string): number {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  const errors = [{ pointer, detail: 'is no time' }];
  throw new CodedError('malformed_request', `${pointer} is no time`, { errors });
}

/** As the station of a scan is stored: PostgreSQL takes neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

function refuseTooOften(heardAtMs: Map<string, number>, key: string, now: number): void {
  const waitMs = (heardAtMs.get(key) ?? 0) + HEARTBEAT_INTERVAL_MS_MIN - now;
  if (waitMs > 0) {
    const headers = { 'retry-after': String(Math.ceil(waitMs / 1_000)) };
    throw new CodedError('too_many_requests', 'This station has just been heard of', { headers });
  }
  heardAtMs.delete(key);
  heardAtMs.set(key, now);
  const oldest = heardAtMs.size > STATIONS_MAX ? heardAtMs.keys().next() : undefined;
  if (oldest?.value !== undefined) heardAtMs.delete(oldest.value);
}

async function write(
  db: Queryable,
  states: readonly StateRow[],
  minutes: readonly MinuteRow[],
): Promise<void> {
  // The minutes last: adding them twice would count twice.
  if (states.length > 0) {
    await db.run(sql.upsertStationStates, sql.stationStates.arraysOf(states));
  }
  if (minutes.length > 0) {
    await db.run(sql.addStationMinutes, sql.stationMinutes.arraysOf(minutes));
  }
}

function addUp(
  older: ReadonlyMap<string, MinuteRow>,
  newer: ReadonlyMap<string, MinuteRow>,
): Map<string, MinuteRow> {
  const sum = new Map(older);
  for (const [key, row] of newer) {
    const known = sum.get(key);
    if (known === undefined) sum.set(key, row);
    else {
      known.scans += row.scans;
      known.refused += row.refused;
    }
  }
  return new Map([...sum].slice(-STATIONS_MAX));
}

const RECENT_MINUTES = 5;

/** The floor as this person may see it. */
export async function listStations(
  { lists, catalogue }: Deps,
  person: Person,
): Promise<{ at: string; items: Station[] }> {
  const { usernameById, areaNameById } = catalogue.current;
  const rows = await lists.run(sql.listStations, [areaLimit(person)]);
  return {
    at: new Date().toISOString(),
    items: rows.map((row) => ({
      station: row.station,
      area: areaNameById.get(row.area_id) ?? null,
      user: row.user_id === null ? null : (usernameById.get(row.user_id) ?? null),
      waiting: row.waiting,
      oldestWaitingAt: row.oldest_waiting_at,
      clockSkewMs: row.clock_skew_ms,
      lastSeenAt: row.seen_at,
      ...workOf(row.people),
      people: row.people.map((one) => ({
        user: usernameById.get(one.user_id) ?? '',
        ...workOf([one]),
      })),
    })),
  };
}

function workOf(people: sql.StationRow['people']) {
  const total = (of: 'scans' | 'recent' | 'refused') =>
    people.reduce((sum, person) => sum + person[of], 0);
  return {
    scans: total('scans'),
    scansPerMinute: round(total('recent') / RECENT_MINUTES),
    refusedPercent: percent(total('refused'), total('scans')),
  };
}

export interface StationTrouble {
  /** Area and name. */
  readonly subject: string;
  readonly value: number;
}

/** The age, in seconds, of the oldest unsent scan of each station that has some. */
export async function listUnsentScans(db: Queryable, deps: Deps): Promise<StationTrouble[]> {
  return (await db.run(sql.listUnsentScans)).map((row) => troubleOf(row, deps));
}

/** The share, in percent, that was refused at each station with enough scans to tell. */
export async function listRefusedShares(
  db: Queryable,
  deps: Deps,
  windowSeconds: number,
  scansMin: number,
): Promise<StationTrouble[]> {
  const rows = await db.run(sql.listRefusedShares, [windowSeconds, scansMin]);
  return rows.map((row) => troubleOf(row, deps));
}

function troubleOf(row: sql.StationTroubleRow, { catalogue }: Deps): StationTrouble {
  const area = catalogue.current.areaNameById.get(row.area_id);
  return { subject: area === undefined ? row.station : `${area}/${row.station}`, value: row.value };
}

/** Old minutes, and stations that were not heard of for long. */
export async function forgetOldStations(db: Queryable): Promise<void> {
  await db.run(sql.deleteOldStations, [STATES_KEPT_DAYS, MINUTES_KEPT_HOURS]);
}

const STATES_KEPT_DAYS = 30;
const MINUTES_KEPT_HOURS = 24;
