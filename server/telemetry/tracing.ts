import {
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { currentSpan, inTrace } from '../http/trace-context.ts';
import type { StatementRun } from '../monitor/meter.ts';
import { epochMs } from './clock.ts';
import type { RequestStart, Tracing } from './telemetry.ts';

/** Names are of the semantic conventions; what they do not know begins with `traitortrack`. */
const ERROR_TYPE = 'error.type';
const SERVER_ERROR = 500;

/** @param startTrace makes the next trace's id, from the id of the request that begins it. */
export function makeTracing(
  tracer: Tracer,
  startTrace: (requestId: string, begin: () => Span) => Span,
): Tracing {
  return {
    beginRequest: (start) => {
      const begin = () => beginRequest(tracer, start);
      const span = start.parent === null ? startTrace(start.id, begin) : begin();
      return span.isRecording() ? span : null;
    },
    endRequest: (span, status) => {
      span.setAttribute('http.response.status_code', status);
      if (status >= SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(epochMs());
    },
    recordStatement: (run) => {
      const parent = currentSpan();
      if (parent !== null) recordStatement(tracer, parent, run);
    },
    inBatch: (requests, attributes, work) => inBatch(tracer, requests, attributes, work),
  };
}

function beginRequest(tracer: Tracer, start: RequestStart): Span {
  const { method, route, userAgent, parent } = start;
  const attributes = {
    'http.request.method': method,
    'url.path': start.path,
    'url.scheme': start.scheme,
    'client.address': start.ip,
    'traitortrack.request.id': start.id,
    ...(route === null ? {} : { 'http.route': route }),
    ...(userAgent === null ? {} : { 'user_agent.original': userAgent }),
  };
  const name = route === null ? method : `${method} ${route}`;
  const options = { kind: SpanKind.SERVER, startTime: epochMs(), attributes };
  const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  return tracer.startSpan(name, options, context);
}

function recordStatement(tracer: Tracer, parent: Span, run: StatementRun): void {
  const { name, text, ms, hasFailed } = run;
  const endedAtMs = epochMs();
  const summary = name ?? text.trimStart().split(/\s/, 1)[0] ?? '';
  const attributes = {
    'db.system.name': 'postgresql',
    'db.query.summary': summary,
    // The texts of names are the server's own, and with the performance page.
    ...(name === null ? { 'db.query.text': text } : {}),
    ...(hasFailed ? { [ERROR_TYPE]: '_OTHER' } : {}),
  };
  const options = { kind: SpanKind.CLIENT, startTime: endedAtMs - ms, attributes };
  const span = tracer.startSpan(summary, options, trace.setSpan(ROOT_CONTEXT, parent));
  if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(endedAtMs);
}

async function inBatch<T>(
  tracer: Tracer,
  requests: readonly Span[],
  attributes: Readonly<Record<string, number>>,
  work: () => Promise<T>,
): Promise<T> {
  const [first] = requests;
  if (first === undefined) return work();
  const links = requests.map((span) => ({ context: span.spanContext() }));
  const options = { startTime: epochMs(), attributes, links };
  const span = tracer.startSpan('scan batch', options, trace.setSpan(ROOT_CONTEXT, first));
  try {
    return await inTrace({ id: span.spanContext().traceId, span }, work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute(ERROR_TYPE, error instanceof Error ? error.name : '_OTHER');
    throw error;
  } finally {
    span.end(epochMs());
  }
}
