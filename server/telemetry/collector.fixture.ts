import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';

/** A span as OTLP has it, its attributes as an object. */
export interface SentSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface SentPoint {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number;
  readonly count: number;
  readonly bucketCounts: readonly number[];
}

export interface Collector {
  readonly endpoint: string;
  readonly spans: SentSpan[];
  /** The newest of each metric, by name. */
  readonly metrics: Map<string, SentPoint[]>;
  readonly resource: Record<string, unknown>;
  readonly headers: http.IncomingHttpHeaders[];
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Record<string, unknown>;
}
type Attributes = readonly Attribute[];

interface Point {
  readonly attributes: Attributes;
  readonly asDouble: number;
  readonly count: number | string;
  readonly bucketCounts: readonly number[];
}

interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Point[] };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

/** What is read of OTLP's JSON. */
interface Body {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<SentSpan, 'attributes'> & { attributes: Attributes })[];
    }[];
  }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  }[];
}

/** Receives OTLP as JSON. */
export async function openCollector(port = 0): Promise<Collector> {
  const spans: SentSpan[] = [];
  const metrics = new Map<string, SentPoint[]>();
  const resource: Record<string, unknown> = {};
  const headers: http.IncomingHttpHeaders[] = [];
  const server = http.createServer(async (request, response) => {
    headers.push(request.headers);
    const body: Body = JSON.parse(await text(request));
    for (const { scopeSpans, resource: sender } of body.resourceSpans ?? []) {
      Object.assign(resource, valuesOf(sender.attributes));
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        spans.push({ ...span, attributes: valuesOf(span.attributes) });
      }
    }
    for (const { scopeMetrics } of body.resourceMetrics ?? []) {
      for (const metric of scopeMetrics.flatMap((scope) => scope.metrics)) {
        const { dataPoints = [] } = metric.sum ?? metric.gauge ?? metric.histogram ?? {};
        metrics.set(metric.name, dataPoints.map(pointOf));
      }
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = typeof address === 'object' ? address?.port : port;
  return {
    endpoint: `http://127.0.0.1:${own}`,
    spans,
    metrics,
    resource,
    headers,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function pointOf({ attributes, asDouble, count, bucketCounts }: Point): SentPoint {
  return { attributes: valuesOf(attributes), value: asDouble, count: Number(count), bucketCounts };
}

function valuesOf(attributes: Attributes = []): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [text] = Object.values(value);
      return [key, 'intValue' in value ? Number(text) : text];
    }),
  );
}
