import { type Figures, readFigures } from './figures.ts';

/** One second of one process. */
export interface Pulse {
  /** Seconds since 1970, by the clock of its machine. */
  readonly at: number;
  readonly figures: Figures;
  /** The latencies of its answers (see `histogram.ts`). */
  readonly latency: Uint8Array;
}

/** One process, from its start to its end. */
export interface Instance {
  /** Of this start alone. */
  readonly id: string;
  /** Machine and port: the same after a restart. */
  readonly name: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** PostgreSQL takes 8,000 bytes; a second with more kinds of latencies goes without them. */
const NOTICE_CHARACTERS_MAX = 7_500;

/** What a process tells the others each second. */
export function noticeOf(instance: Instance, { at, figures, latency }: Pulse): string {
  const some = Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== 0));
  const notice = {
    ...instance,
    at,
    figures: some,
    latency: Buffer.from(latency).toString('base64'),
  };
  const text = JSON.stringify(notice);
  return text.length <= NOTICE_CHARACTERS_MAX ? text : JSON.stringify({ ...notice, latency: '' });
}

/** @returns null for what is no pulse: a process of another version may speak otherwise. */
export function readNotice(text: string): { instance: Instance; pulse: Pulse } | null {
  const sent = parse(text);
  const { id, name, startedAt, at, latency } = sent;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof startedAt !== 'string') {
    return null;
  }
  if (typeof at !== 'number' || typeof latency !== 'string') return null;
  return {
    instance: { id, name, startedAt },
    pulse: { at, figures: readFigures(sent.figures), latency: Buffer.from(latency, 'base64') },
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
