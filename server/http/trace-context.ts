import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** W3C Trace Context, level 1: version, trace id, parent id, flags; later versions may add more. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

const current = new AsyncLocalStorage<string>();

/** The id that a request goes by in logs, errors and the audit: its caller's, or a new one. */
export function traceIdOf({ traceparent }: IncomingHttpHeaders): string {
  if (typeof traceparent !== 'string') return randomUUID();
  return TRACEPARENT.exec(traceparent.trim())?.[1] ?? randomUUID();
}

/** Everything that `work` does and awaits belongs to this trace. */
export function inTrace<T>(traceId: string, work: () => T): T {
  return current.run(traceId, work);
}

/** The request that this is done for; null for what the server does by itself. */
export function currentTraceId(): string | null {
  return current.getStore() ?? null;
}
