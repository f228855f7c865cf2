import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Span, SpanContext } from '@opentelemetry/api';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null of a request that is told to no collector. */
    span: Span | null;
  }
}

/** What work is done for: a request has both. */
interface Trace {
  readonly id: string;
  readonly span: Span | null;
}

/** W3C Trace Context, level 1: version, trace id, parent id, flags; later versions may add more. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})/;

const current = new AsyncLocalStorage<Trace>();

/** The id that a request goes by in logs, errors and the audit: its caller's, or a new one. */
export function traceIdOf(headers: IncomingHttpHeaders): string {
  return read(headers)?.[1] ?? randomUUID();
}

/** The caller's span, of which the request's is a part; null where nobody traces. */
export function parentOf(headers: IncomingHttpHeaders): SpanContext | null {
  const [, traceId, spanId, flags = ''] = read(headers) ?? [];
  if (traceId === undefined || spanId === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

function read({ traceparent }: IncomingHttpHeaders): RegExpExecArray | null {
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent.trim()) : null;
}

/** Everything that `work` does and awaits belongs to this trace. */
export function inTrace<T>(trace: Trace, work: () => T): T {
  return current.run(trace, work);
}

/** The request that this is done for; null for what the server does by itself. */
export function currentTraceId(): string | null {
  return current.getStore()?.id ?? null;
}

/** The span that this is a part of; null where nothing is traced. */
export function currentSpan(): Span | null {
  return current.getStore()?.span ?? null;
}
