import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Span } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import * as sdk from '@opentelemetry/sdk-trace';
import type { Logger } from '../log.ts';
import { produceFigures } from './metrics.ts';
import type { Sampler, TelemetrySettings } from './settings.ts';
import type { Telemetry } from './telemetry.ts';
import { makeTracing } from './tracing.ts';

/** A collector that takes longer is away; what it has not taken is dropped. */
const EXPORT_TIMEOUT_MS = 3_000;
/** When the server stops: its database needs the rest of the 10 s. */
const FLUSH_WAIT_MS = 1_500;
const SERVICE_NAME = 'traitortrack';

/** Starts sending to the collector; what it is not there for is lost, and nothing waits for it. */
export function startSending(settings: TelemetrySettings, log: Logger): Telemetry {
  const resource = resourceOf(settings);
  const watch = watchCollector(settings.endpoint, log);
  const closers: (() => Promise<void>)[] = [];
  const optionsOf = (signal: string) => ({
    url: `${settings.endpoint}/v1/${signal}`,
    headers: { ...settings.headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const openTracing = () => {
    const exporter = watch(new OTLPTraceExporter(optionsOf('traces')));
    const ids = makeIds();
    const provider = new sdk.TracerProvider({
      resource,
      sampler: samplerOf(settings.sampler, settings.samplerRatio),
      idGenerator: ids.generator,
      spanProcessors: [
        new sdk.BatchSpanProcessor({
          exporter,
          scheduledDelayMillis: settings.tracesDelayMs,
          exportTimeoutMillis: EXPORT_TIMEOUT_MS,
        }),
      ],
    });
    closers.push(() => provider.shutdown());
    return makeTracing(provider.getTracer(SERVICE_NAME), ids.startTrace);
  };
  return {
    tracing: settings.hasTraces ? openTracing() : null,
    sendFigures: (source) => {
      if (!settings.hasMetrics) return;
      const reader = new PeriodicExportingMetricReader({
        exporter: watch(new OTLPMetricExporter(optionsOf('metrics'))),
        exportIntervalMillis: settings.metricsIntervalMs,
        exportTimeoutMillis: Math.min(EXPORT_TIMEOUT_MS, settings.metricsIntervalMs),
        metricProducers: [produceFigures(source, resource)],
      });
      const provider = new MeterProvider({ resource, readers: [reader] });
      closers.push(() => provider.shutdown());
    },
    close: async () => {
      const sent = Promise.allSettled(closers.splice(0).map((close) => close()));
      const late = new AbortController();
      await Promise.race([sent, sleep(FLUSH_WAIT_MS, null, late).catch(() => null)]);
      late.abort();
    },
  };
}

function resourceOf({ serviceName, resource }: TelemetrySettings) {
  return defaultResource().merge(
    resourceFromAttributes({
      'service.name': SERVICE_NAME,
      'service.instance.id': randomUUID(),
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      ...resource,
      ...(serviceName === '' ? {} : { 'service.name': serviceName }),
    }),
  );
}

function samplerOf(name: Sampler, ratio: number): sdk.Sampler {
  switch (name) {
    case 'always_on':
      return new sdk.AlwaysOnSampler();
    case 'always_off':
      return new sdk.AlwaysOffSampler();
    case 'traceidratio':
      return new sdk.TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new sdk.ParentBasedSampler({ root: new sdk.AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) });
  }
}

/** A trace that begins here has the id of its request, without the dashes: the log has it, too. */
function makeIds() {
  const random = new sdk.RandomIdGenerator();
  let next: string | null = null;
  return {
    generator: {
      generateTraceId: () => next ?? random.generateTraceId(),
      generateSpanId: () => random.generateSpanId(),
    },
    startTrace: (requestId: string, begin: () => Span): Span => {
      next = requestId.replaceAll('-', '');
      const span = begin();
      next = null;
      return span;
    },
  };
}

interface Exporter<Items> {
  export(items: Items, done: (result: { code: number; error?: Error }) => void): void;
}

/** Says once that the collector does not take what it is sent, and once that it does again. */
function watchCollector(endpoint: string, log: Logger) {
  let isAway = false;
  const tell = (error: Error | undefined): void => {
    if (error !== undefined && !isAway) {
      log.warn({ cause: error.message, endpoint }, 'the collector takes no telemetry');
    }
    if (error === undefined && isAway)
      log.info({ endpoint }, 'the collector takes telemetry again');
    isAway = error !== undefined;
  };
  return <Items, Made extends Exporter<Items>>(exporter: Made & Exporter<Items>): Made => {
    const send = exporter.export.bind(exporter);
    exporter.export = (items, done) =>
      send(items, (result) => {
        tell(result.code === 0 ? undefined : (result.error ?? new Error('refused')));
        done(result);
      });
    return exporter;
  };
}
