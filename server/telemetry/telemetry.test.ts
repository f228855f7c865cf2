import { randomBytes } from 'node:crypto';
import { afterAll, expect, test, vi } from 'vitest';
import { type Headers, openTestApp } from '#test/harness.ts';
import { readConfig } from '../config.ts';
import { openCollector, type SentSpan } from './collector.fixture.ts';

const collector = await openCollector();
afterAll(() => collector.close());

const { telemetry } = readConfig({
  OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/`,
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20secret,x-site=mill',
  OTEL_SERVICE_NAME: 'tt-test',
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=hall%201,service.name=unused',
  OTEL_BSP_SCHEDULE_DELAY: '100',
  OTEL_METRIC_EXPORT_INTERVAL: '200',
});
const { app, asAdmin, asUser } = await openTestApp({ telemetry });
const headers = await asAdmin();

interface Caller {
  readonly traceId: string;
  readonly spanId: string;
  readonly headers: Headers;
}

/** Somebody who traces, and has sampled or not. */
function caller(flags = '01'): Caller {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const traceparent = `00-${traceId}-${spanId}-${flags}`;
  return { traceId, spanId, headers: { ...headers, traceparent } };
}

const spansOf = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);

/** The spans of a trace, once that of its request, which ends last, has arrived. */
function untilServed(traceId: string): Promise<{ server: SentSpan; all: SentSpan[] }> {
  return vi.waitFor(() => {
    const all = spansOf(traceId);
    const server = all.find(({ kind }) => kind === SERVER);
    if (server === undefined) throw new Error('its spans have not arrived');
    return { server, all };
  }, 5_000);
}

/** As OTLP numbers kinds and statuses. */
const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

function scan(code: string, by: Headers) {
  const scans = [{ id: crypto.randomUUID(), action: 'register', code }];
  return app.inject({ method: 'POST', url: '/api/v2/scans', headers: by, payload: { scans } });
}

test("a scan is a trace: the request's span, the batch in it, its statements in that", async () => {
  const by = caller();
  const response = await scan('8800001', { ...by.headers, 'user-agent': 'bench/1' });
  expect(response.json().results[0].outcome).toBe('registered');
  const { server, all } = await untilServed(by.traceId);
  expect(server).toMatchObject({
    name: 'POST /api/v2/scans',
    parentSpanId: by.spanId,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/api/v2/scans',
      'http.response.status_code': 200,
      'url.path': '/api/v2/scans',
      'url.scheme': 'http',
      'user_agent.original': 'bench/1',
      'traitortrack.request.id': by.traceId,
    },
  });
  const batch = all.find(({ name }) => name === 'scan batch');
  expect(batch).toMatchObject({
    kind: INTERNAL,
    parentSpanId: server.spanId,
    attributes: { 'traitortrack.batch.scans': 1 },
  });
  expect(batch?.links).toMatchObject([{ traceId: by.traceId, spanId: server.spanId }]);
  const statements = all.filter(({ parentSpanId }) => parentSpanId === batch?.spanId);
  expect(statements.map(({ name }) => name)).toContain('scan-write-batch');
  for (const span of statements) {
    expect(span.kind).toBe(CLIENT);
    expect(span.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.query.summary': span.name,
    });
    expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(server.startTimeUnixNano));
    expect(BigInt(span.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(server.endTimeUnixNano));
  }
});

test('a batch of several requests is in the trace of the first, and linked to all', async () => {
  const callers = Array.from({ length: 6 }, () => caller());
  await Promise.all(callers.map((by, n) => scan(`88001${n}0`, by.headers)));
  const served = await Promise.all(callers.map(({ traceId }) => untilServed(traceId)));
  const batches = served.flatMap(({ all }) => all.filter(({ name }) => name === 'scan batch'));
  const linked = batches.flatMap(({ links }) => links.map(({ spanId }) => spanId));
  expect(linked.toSorted()).toEqual(served.map(({ server }) => server.spanId).sort());
  expect(batches.length).toBeLessThan(6);
  for (const { links, parentSpanId } of batches) expect(links[0]?.spanId).toBe(parentSpanId);
});

test('a change and what asks who is signed in are traced with their statements', async () => {
  const by = caller();
  const biller = await asUser('biller');
  const url = '/api/v2/bills';
  const payload = { code: 'TRACED-1' };
  const request = { method: 'POST', url, payload } as const;
  await app.inject({ ...request, headers: { ...by.headers, ...biller } });
  const { server, all } = await untilServed(by.traceId);
  const names = all.filter(({ parentSpanId }) => parentSpanId === server.spanId);
  expect(names.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['findSession', 'recordAudit']),
  );
});

test('a request that nobody traces begins a trace with its own id', async () => {
  const response = await app.inject({ url: '/api/v2/bags/8800001', headers });
  const id = String(response.headers['x-request-id']);
  const { server } = await untilServed(id.replaceAll('-', ''));
  expect(server.name).toBe('GET /api/v2/bags/:code');
  expect(server.parentSpanId ?? '').toBe('');
  expect(server.attributes).toMatchObject({ 'url.path': '/api/v2/bags/8800001' });
});

test('a refusal has its code; what is no fault of ours is no error', async () => {
  const by = caller();
  await app.inject({ url: '/api/v2/bags/NO-SUCH?x=secret', headers: by.headers });
  const { server } = await untilServed(by.traceId);
  expect(server.attributes).toMatchObject({
    'http.response.status_code': 404,
    'traitortrack.error.code': 'bag_unknown',
    'url.path': '/api/v2/bags/NO-SUCH',
  });
  expect(server.status.code ?? 0).not.toBe(ERROR);
  const lost = caller();
  await app.inject({ url: '/nothing-here', headers: lost.headers });
  expect((await untilServed(lost.traceId)).server).toMatchObject({ name: 'GET' });
});

test('whoever traces and has not sampled is left out', async () => {
  const [left, taken] = [caller('00'), caller()];
  await scan('8800003', left.headers);
  await scan('8800004', taken.headers);
  await untilServed(taken.traceId);
  expect(spansOf(left.traceId)).toEqual([]);
});

test('the collector is told who sends, with the headers that it wants', async () => {
  await vi.waitFor(() => expect(collector.resource).toHaveProperty('service.name'), 5_000);
  expect(collector.resource).toMatchObject({
    'service.name': 'tt-test',
    'deployment.environment.name': 'hall 1',
    'process.pid': process.pid,
  });
  expect(collector.headers[0]).toMatchObject({ authorization: 'Bearer secret', 'x-site': 'mill' });
});

test('the figures of the metrics are sent as well, each counted once', async () => {
  const before = await scan('8800005', headers);
  expect(before.statusCode).toBe(200);
  const text = (await app.inject('/metrics')).body;
  const counted = (name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1),
    );
  const scans = counted('traitortrack_scans_total ');
  await vi.waitFor(() => {
    expect(collector.metrics.get('traitortrack.scans')?.[0]?.value).toBe(scans);
    const durations = collector.metrics.get('http.server.request.duration') ?? [];
    const ofScans = durations.find(({ attributes }) => {
      return attributes['http.route'] === '/api/v2/scans';
    });
    expect(ofScans?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/v2/scans',
    });
    const name = 'traitortrack_http_request_duration_seconds_count{route="POST /api/v2/scans"}';
    expect(ofScans?.count).toBe(counted(name));
    expect(ofScans?.bucketCounts.reduce((sum, n) => Number(sum) + Number(n), 0)).toBe(
      ofScans?.count,
    );
  }, 5_000);
  expect([...collector.metrics.keys()]).toEqual(
    expect.arrayContaining([
      'db.client.operation.duration',
      'db.client.connection.count',
      'process.cpu.time',
      'nodejs.eventloop.delay.mean',
    ]),
  );
});
