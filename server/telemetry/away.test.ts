import net from 'node:net';
import { expect, test, vi } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { quietLog } from '#test/quiet-log.ts';
import { ConfigFault, readConfig } from '../config.ts';
import { openCollector } from './collector.fixture.ts';
import { openTelemetry } from './telemetry.ts';

const SENDING = { OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_METRIC_EXPORT_INTERVAL: '100' };

function configOf(endpoint: string, env: Record<string, string> = {}) {
  return readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...SENDING, ...env });
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const gone = await openCollector();
  await gone.close();
  return Number(new URL(gone.endpoint).port);
}

test('a collector that is away, and comes back, is told of once each; nothing waits', async () => {
  const port = await freePort();
  const warn = vi.spyOn(quietLog, 'warn');
  const info = vi.spyOn(quietLog, 'info');
  const toldBy = (log: typeof warn) =>
    log.mock.calls.map((call) => String(call[1])).filter((said) => said.includes('collector'));
  const { telemetry } = configOf(`http://127.0.0.1:${port}`);
  const { app } = await openTestApp({ telemetry });
  const untilTold = (log: typeof warn) =>
    vi.waitFor(
      async () => {
        expect((await app.inject('/health')).statusCode).toBe(200);
        expect(toldBy(log)).not.toEqual([]);
      },
      { timeout: 10_000, interval: 100 },
    );
  await untilTold(warn);
  const collector = await openCollector(port);
  await untilTold(info);
  expect(toldBy(warn)).toEqual(['the collector takes no telemetry']);
  expect(toldBy(info)).toEqual(['the collector takes telemetry again']);
  await collector.close();
});

test('what is left is sent at the end', async () => {
  const collector = await openCollector();
  const config = configOf(collector.endpoint, { OTEL_BSP_SCHEDULE_DELAY: '60000' });
  const { app, deps } = await openTestApp({ telemetry: config.telemetry });
  await app.inject('/health');
  await deps.telemetry?.close();
  expect(collector.spans.map(({ name }) => name)).toContain('GET /health');
  expect(collector.metrics.has('http.server.request.duration')).toBe(true);
  await collector.close();
});

test('a collector that never answers keeps nobody from stopping', async () => {
  const silent = net.createServer().listen(0, '127.0.0.1');
  await vi.waitFor(() => expect(silent.listening).toBe(true));
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const { app, deps } = await openTestApp({
    telemetry: configOf(`http://127.0.0.1:${port}`).telemetry,
  });
  await app.inject('/health');
  const startedAtMs = performance.now();
  await deps.telemetry?.close();
  expect(performance.now() - startedAtMs).toBeLessThan(2_500);
  silent.close();
});

test.each([
  ['always_off', '1', 0],
  ['parentbased_traceidratio', '0', 0],
  ['traceidratio', '1', 20],
])('the sampler %s %s takes %s of 20 requests', async (sampler, argument, taken) => {
  const collector = await openCollector();
  const { telemetry } = configOf(collector.endpoint, {
    OTEL_TRACES_SAMPLER: sampler,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_TRACES_SAMPLER_ARG: argument,
  });
  const { app, deps } = await openTestApp({ telemetry });
  for (let n = 0; n < 20; n++) await app.inject('/health');
  await deps.telemetry?.close();
  expect(collector.spans).toHaveLength(taken);
  expect(collector.metrics.size).toBe(0);
  await collector.close();
});

test('without a collector there is no telemetry, nor where it is turned off', async () => {
  expect(readConfig({ OTEL_SERVICE_NAME: 'x' }).telemetry).toBeNull();
  expect(configOf('http://c:4318', { OTEL_SDK_DISABLED: 'TRUE' }).telemetry).toBeNull();
  expect(await openTelemetry(readConfig({}), quietLog)).toBeNull();
});

test('what is wrong with the variables is said with all other faults', () => {
  const env = {
    PORT: 'x',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'secret',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_TRACES_SAMPLER_ARG: '2',
    OTEL_BSP_SCHEDULE_DELAY: '0',
    OTEL_METRICS_EXPORTER: 'prometheus',
  };
  const faults = (() => {
    try {
      readConfig(env);
      return [];
    } catch (error) {
      return error instanceof ConfigFault ? error.faults : [];
    }
  })();
  expect(faults.map((fault) => fault.split(' ', 1)[0]).toSorted()).toEqual(Object.keys(env).sort());
  expect(faults.join()).not.toContain('secret');
});
