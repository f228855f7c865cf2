import type { Decision } from '#domain/scan/decide.ts';
import type { Answered } from '../../offline/answer.ts';
import { recordAnswers, recordFault, settleRows, tidyDay } from '../../offline/answer.ts';
import type { OfflineDatabase } from '../../offline/database.ts';
import { type Drain, type DrainStatus, startDrain } from '../../offline/drain.ts';
import { makeLock } from '../../offline/lock.ts';
import type { Desk, Intent, Knowledge, ScanRow, Site } from '../../offline/rows.ts';
import * as store from '../../offline/store.ts';
import { joinTabs, type Tabs } from '../../offline/tabs.ts';
import { uuidV7 } from '../../offline/uuid.ts';
import { deskAfterScan, finished, isIdle } from './after.ts';
import { correctionOf, type Signal, signalOfTold } from './correction.ts';
import { learn } from './learn.ts';
import * as memories from './memory.ts';
import { decideHere, type Rules, rulesOf } from './rules.ts';
import { sendScans } from './send.ts';

export interface Made {
  readonly intent: Intent;
  readonly undoes?: string;
  readonly from?: string;
}

export interface BenchDeps {
  readonly database: OfflineDatabase;
  readonly site: Site;
  /** The name of this station, as it is now. */
  readonly stationName: () => string | null;
  /** Told once a scan is on disk, and again when the server's answer is another. */
  readonly onSignal: (signal: Signal) => void;
  readonly onPaused: (why: 'signed_out' | 'other_user') => void;
}

/** The bench of one user in one tab. Its functions are below; the fields change. */
export interface Bench {
  readonly deps: BenchDeps;
  readonly rules: Rules;
  readonly listeners: Set<() => void>;
  memory: memories.Memory;
  view: memories.BenchView;
  /** Scans are recorded one after another, in the order in which they were read. */
  tail: Promise<void>;
  drain: Drain;
  tabs: Tabs;
  idleTimer: ReturnType<typeof setInterval>;
  isClosed: boolean;
}

const IDLE_LOOK_MS = 15_000;

/** Opens the bench as it was left, and begins to send what waits. */
export async function openBench(deps: BenchDeps): Promise<Bench> {
  const { database, site } = deps;
  const rules = rulesOf(site);
  const picture = await store.readPicture(database, site.user, today());
  const empty = { bags: new Map(), bills: new Map(), scans: new Map() };
  const unread: memories.Memory = {
    picture,
    state: empty,
    status: { kind: 'idle' },
    isStoreBroken: false,
  };
  const memory = memories.withPicture(unread, picture, rules);
  const bench: Bench = {
    deps,
    rules,
    listeners: new Set(),
    memory,
    view: memories.viewOf(memory),
    tail: Promise.resolve(),
    drain: { wake: () => undefined, wakeAtOnce: () => undefined, stop: () => undefined },
    tabs: joinTabs(() => refresh(bench)),
    idleTimer: setInterval(() => lookForIdle(bench), IDLE_LOOK_MS),
    isClosed: false,
  };
  bench.drain = startDrain({
    listWaiting: (max) => store.listWaiting(database, site.user.id, max),
    send: sendScans,
    onAnswers: (results) => takeAnswers(bench, results),
    onFault: (row, fault) => takeFault(bench, row, fault),
    onStatus: (status) => takeStatus(bench, status),
    oneAtATime: makeLock(database, uuidV7(Date.now())),
  });
  lookForIdle(bench);
  bench.drain.wakeAtOnce();
  return bench;
}

/** Another bench takes its place. Scans that were read already are still recorded on this one. */
export async function closeBench(bench: Bench): Promise<void> {
  bench.isClosed = true;
  bench.drain.stop();
  clearInterval(bench.idleTimer);
  await bench.tail;
  bench.tabs.close();
}

/**
 * Records what `make` makes of the desk at that moment, after all scans before it; nothing when it
 * makes null. Never waits for the network. The signal comes when the scan is on disk.
 */
export function record(
  bench: Bench,
  make: (view: memories.BenchView, nowMs: number) => Made | null,
): void {
  enqueue(bench, async () => {
    let row = await recordOnce(bench, make);
    // Another tab, or an answer, has changed the desk: decide on what it is now.
    while (row === 'again') {
      await readAgain(bench);
      row = await recordOnce(bench, make);
    }
    if (row === null) return;
    bench.tabs.tell();
    bench.drain.wake();
    if (bench.memory.picture.count.day !== today()) await tidy(bench);
  });
}

async function recordOnce(
  bench: Bench,
  make: (view: memories.BenchView, nowMs: number) => Made | null,
): Promise<ScanRow | 'again' | null> {
  const { deps, rules } = bench;
  const nowMs = Date.now();
  const { state, picture } = bench.memory;
  const desk = isIdle(picture.desk, nowMs) ? finished(picture.desk, state) : picture.desk;
  const made = make(memories.viewOf(memories.withDesk(bench.memory, desk)), nowMs);
  if (made === null) return null;
  const { intent, undoes = null, from = null } = made;
  const id = uuidV7(nowMs);
  const { decision, told } = decideHere(state, id, intent, rules);
  const { parent } = decision;
  const isKnown = intent.action !== 'bill' || state.bags.has(parent?.code ?? '');
  const added = await store.addScan(deps.database, {
    draft: {
      userId: deps.site.user.id,
      id,
      intent,
      scannedAt: new Date(nowMs).toISOString(),
      station: deps.stationName(),
      told,
      fill: parent === null || !isKnown ? null : `${parent.childCount}/${parent.capacity}`,
      shown: shownOf(decision),
      undoes,
      from,
    },
    desk: deskAfterScan(desk, decision, intent, state, nowMs),
    user: deps.site.user,
    day: today(),
  });
  if (added === null) return 'again';
  // Answers may have come while it was written: it is decided over what is known by now.
  const { after } = decideHere(bench.memory.state, id, intent, rules);
  bench.memory = { ...bench.memory, isStoreBroken: false };
  const memory = memories.withAdded(bench.memory, added, after);
  if (memories.isWhole(memory)) show(bench, memory);
  else await readAgain(bench);
  // In the same breath, so that the page is drawn once for both.
  deps.onSignal(signalOfTold(added.row));
  return added.row;
}

function shownOf({ request, parent, bill }: Decision): ScanRow['shown'] {
  const { code } = request;
  const bag = code.kind === 'malformed' ? null : code.code;
  return { bag, parent: parent?.code ?? null, bill: bill?.code ?? null };
}

/** What is not a scan but changes the desk: Finish, the idle time, the choice of a bill. */
export function change(bench: Bench, act: (desk: Desk, view: memories.BenchView) => Desk): void {
  enqueue(bench, async () => {
    const { deps, view } = bench;
    const { id } = deps.site.user;
    const desk = await store.changeDesk(deps.database, id, (before) => act(before, view));
    show(bench, memories.withDesk(bench.memory, desk));
    bench.tabs.tell();
  });
}

export function finish(bench: Bench): void {
  change(bench, (desk, { state }) => finished(desk, state));
}

/** Takes refused scans out of the tray. */
export function settle(bench: Bench, rows: readonly ScanRow[]): void {
  enqueue(bench, async () => {
    await settleRows(bench.deps.database, rows);
    await readAgain(bench);
    bench.tabs.tell();
  });
}

/** Keeps what asking the server has told. */
export function keep(bench: Bench, act: (knowledge: Knowledge) => Knowledge): void {
  enqueue(bench, async () => {
    const { deps, rules } = bench;
    const knowledge = await store.changeKnowledge(deps.database, deps.site.user.id, act);
    show(bench, memories.withKnowledge(bench.memory, knowledge, rules));
  });
}

/** Another tab has written, or this one is looked at again. */
export function refresh(bench: Bench): void {
  enqueue(bench, () => readAgain(bench));
}

function enqueue(bench: Bench, act: () => Promise<void>): void {
  bench.tail = bench.tail.then(async () => {
    try {
      await act();
    } catch {
      // The disk is full or the store is gone. What was to be recorded is not, and is not told.
      show(bench, { ...bench.memory, isStoreBroken: true });
      bench.deps.onSignal({ kind: 'error', row: null });
    }
  });
}

async function readAgain(bench: Bench): Promise<void> {
  const { deps, rules } = bench;
  const before = new Set(bench.memory.picture.waiting.map(({ id }) => id));
  const picture = await store.readPicture(deps.database, deps.site.user, today());
  show(bench, memories.withPicture(bench.memory, picture, rules));
  // Another tab has received these answers; who looks at this one should hear of them.
  const answered = picture.recent.filter(({ id, state }) => before.has(id) && state !== 'waiting');
  correct(bench, answered);
}

async function takeAnswers(bench: Bench, results: Parameters<typeof recordAnswers>[2]) {
  const { deps } = bench;
  const answered: Answered = await recordAnswers(deps.database, deps.site.user.id, results, learn);
  showAnswers(bench, answered);
}

function showAnswers(bench: Bench, answered: Answered): void {
  const memory = memories.withAnswers(bench.memory, answered, bench.rules);
  bench.tabs.tell();
  if (memories.isWhole(memory)) {
    show(bench, memory);
    correct(bench, answered.rows);
  } else refresh(bench);
}

async function takeFault(bench: Bench, row: ScanRow, fault: string): Promise<void> {
  const changed = await recordFault(bench.deps.database, row, fault);
  if (changed === null) return;
  const { desk, knowledge } = bench.memory.picture;
  const { row: refused, count } = changed;
  showAnswers(bench, { rows: [refused], settled: [], desk, knowledge, count });
}

function takeStatus(bench: Bench, status: DrainStatus): void {
  const before = bench.memory.status;
  // That all is well is not drawn twice with every scan.
  if (isWell(before) && isWell(status)) bench.memory = { ...bench.memory, status };
  else show(bench, { ...bench.memory, status });
  // Nothing waits in the store: another tab, or another bench of this one, has sent it.
  if (status.kind === 'idle' && bench.memory.picture.waiting.length > 0) refresh(bench);
  if (status.kind === 'paused') bench.deps.onPaused(status.why);
}

function isWell({ kind }: DrainStatus): boolean {
  return kind === 'idle' || kind === 'sending';
}

function correct(bench: Bench, rows: readonly ScanRow[]): void {
  const signal = correctionOf(rows);
  if (signal !== null && document.visibilityState === 'visible') bench.deps.onSignal(signal);
}

async function tidy(bench: Bench): Promise<void> {
  await tidyDay(bench.deps.database, bench.deps.site.user.id, today());
  await readAgain(bench);
}

function lookForIdle(bench: Bench): void {
  if (!isIdle(bench.memory.picture.desk, Date.now())) return;
  change(bench, (desk, { state }) => (isIdle(desk, Date.now()) ? finished(desk, state) : desk));
}

function show(bench: Bench, memory: memories.Memory): void {
  if (bench.isClosed) return;
  bench.memory = memory;
  bench.view = memories.viewOf(memory);
  for (const listener of bench.listeners) listener();
}

/** The device's day: when yesterday's scans are tidied away. */
function today(): string {
  const now = new Date();
  const month = String(now.getMonth() + 1).padStart(2, '0');
  return `${now.getFullYear()}-${month}-${String(now.getDate()).padStart(2, '0')}`;
}
