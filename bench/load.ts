import { connect, type Socket } from 'node:net';
import { Latencies, type LatencySummary } from './latencies.ts';

/** One request as bytes, and what its answer must be. */
export interface Shot {
  readonly bytes: string;
  /** What it is counted as, where that is told apart. */
  readonly endpoint?: string;
  /** Says what is wrong with an answer, or null when it is right. */
  check(status: number, body: string): string | null;
}

export interface LoadOptions {
  readonly port: number;
  readonly clients: number;
  readonly durationMs: number;
  /** Requests a second over all clients; without it each client asks again when answered. */
  readonly pacePerSecond?: number;
  /** The time to a client's next request, where a pace is not to be even; by its mean. */
  readonly pauseMs?: (meanMs: number) => number;
  readonly next: (client: number) => Shot;
  readonly onAnswer?: (shot: Shot, ms: number, fault: string | null) => void;
}

export interface LoadResult {
  readonly requests: number;
  readonly errors: number;
  /** The first few, in words. */
  readonly faults: readonly string[];
  readonly seconds: number;
  readonly perSecond: number;
  readonly latency: LatencySummary;
}

const FAULTS_KEPT_MAX = 5;

/**
 * Loads a server on loopback over keep-alive connections, one request at a time each, and checks
 * every answer. The client speaks just enough HTTP/1.1 for answers with a Content-Length: it
 * shares two cores with what it measures.
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { clients, durationMs, pacePerSecond } = options;
  const latencies = new Latencies();
  const faults: string[] = [];
  let errors = 0;
  const onFault = (fault: string) => {
    errors++;
    if (faults.length < FAULTS_KEPT_MAX) faults.push(fault);
  };
  const startedAt = performance.now();
  const untilMs = startedAt + durationMs;
  const intervalMs = pacePerSecond === undefined ? 0 : (clients * 1_000) / pacePerSecond;
  const run = (client: number) =>
    runClient(options, {
      client,
      untilMs,
      intervalMs,
      firstAtMs: startedAt + (intervalMs * client) / clients,
      onLatency: (ms) => latencies.record(ms),
      onFault,
    });
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  const seconds = (performance.now() - startedAt) / 1_000;
  const requests = latencies.count;
  return {
    requests,
    errors,
    faults,
    seconds,
    perSecond: requests / seconds,
    latency: latencies.summary(),
  };
}

interface ClientRun {
  readonly client: number;
  readonly untilMs: number;
  readonly intervalMs: number;
  readonly firstAtMs: number;
  readonly onLatency: (ms: number) => void;
  readonly onFault: (fault: string) => void;
}

/** One connection's life: ask, check, ask again until the time is up. */
function runClient(options: LoadOptions, run: ClientRun): Promise<void> {
  const { port, next, onAnswer, pauseMs = (meanMs) => meanMs } = options;
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  return new Promise((resolve) => {
    let shot: Shot | null = null;
    let askedAt = 0;
    let dueAt = run.firstAtMs;
    const ask = () => {
      shot = next(run.client);
      const now = performance.now();
      // A paced request counts from when it was due, or waiting would hide itself; timers may be
      // early by a part of a millisecond, which must not be taken off.
      askedAt = run.intervalMs > 0 ? Math.min(dueAt, now) : now;
      socket.write(shot.bytes);
    };
    const plan = () => {
      const now = performance.now();
      const askAt = run.intervalMs === 0 ? now : Math.max(dueAt, now);
      if (askAt >= run.untilMs) return void socket.end();
      if (askAt === now) return ask();
      setTimeout(ask, dueAt - now);
    };
    onAnswers(socket, (status, body) => {
      const ms = performance.now() - askedAt;
      run.onLatency(ms);
      const fault = shot?.check(status, body) ?? null;
      if (fault !== null) run.onFault(fault);
      if (shot !== null) onAnswer?.(shot, ms, fault);
      dueAt += pauseMs(run.intervalMs);
      plan();
    });
    socket.on('connect', plan);
    socket.on('error', (error) => run.onFault(error.message));
    socket.on('close', () => resolve());
  });
}

/** Cuts the stream of a connection into answers. */
function onAnswers(socket: Socket, answer: (status: number, body: string) => void): void {
  let pending = '';
  // Latin-1 keeps a byte a character, so that Content-Length counts characters.
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    pending = pending === '' ? chunk : pending + chunk;
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const end = headEnd + 4 + contentLengthOf(pending, headEnd);
      if (pending.length < end) return;
      const body = pending.slice(headEnd + 4, end);
      const status = Number(pending.slice(9, 12));
      pending = pending.slice(end);
      answer(status, body);
    }
  });
}

function contentLengthOf(text: string, headEnd: number): number {
  const head = text.slice(0, headEnd).toLowerCase();
  const at = head.indexOf('content-length: ');
  return at === -1 ? 0 : Number.parseInt(head.slice(at + 16, at + 26), 10);
}

/** The bytes of one request. */
export function requestBytes(
  method: 'GET' | 'POST',
  path: string,
  cookie: string,
  body?: unknown,
): string {
  const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n`;
  if (body === undefined) return `${head}\r\n`;
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  return `${head}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${text}`;
}
