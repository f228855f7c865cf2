/** Where telemetry goes, and how much of it: OpenTelemetry's own variables. */
export interface TelemetrySettings {
  /** Of the collector, without the path of a signal. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: Sampler;
  /** The share of traces that a sampler by ratio takes. */
  readonly samplerRatio: number;
  readonly hasTraces: boolean;
  readonly hasMetrics: boolean;
  readonly metricsIntervalMs: number;
  readonly tracesDelayMs: number;
}

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type Sampler = (typeof SAMPLERS)[number];

/** Reads one variable; what `parse` throws becomes one of the faults of the configuration. */
type Read = <T>(name: string, fallback: T, parse: (value: string) => T) => T;

const METRICS_INTERVAL_MS = 60_000;
const TRACES_DELAY_MS = 5_000;
const INTERVAL_MS_MIN = 100;
/** A timer of Node's takes more than 24 days for a millisecond. */
const INTERVAL_MS_MAX = 86_400_000;

/** @returns null without a collector: then nothing of this is loaded. */
export function readTelemetrySettings(read: Read): TelemetrySettings | null {
  const settings = {
    endpoint: read<string | null>('OTEL_EXPORTER_OTLP_ENDPOINT', null, parseEndpoint),
    headers: read('OTEL_EXPORTER_OTLP_HEADERS', {}, parsePairs),
    serviceName: read('OTEL_SERVICE_NAME', '', String),
    resource: read('OTEL_RESOURCE_ATTRIBUTES', {}, parsePairs),
    sampler: read<Sampler>('OTEL_TRACES_SAMPLER', 'parentbased_always_on', parseSampler),
    samplerRatio: read('OTEL_TRACES_SAMPLER_ARG', 1, parseRatio),
    hasTraces: read('OTEL_TRACES_EXPORTER', true, parseExporter),
    hasMetrics: read('OTEL_METRICS_EXPORTER', true, parseExporter),
    metricsIntervalMs: read('OTEL_METRIC_EXPORT_INTERVAL', METRICS_INTERVAL_MS, parseMs),
    tracesDelayMs: read('OTEL_BSP_SCHEDULE_DELAY', TRACES_DELAY_MS, parseMs),
  };
  read('OTEL_EXPORTER_OTLP_PROTOCOL', null, refuseGrpc);
  const isDisabled = read('OTEL_SDK_DISABLED', false, (value) => value.toLowerCase() === 'true');
  const { endpoint } = settings;
  return endpoint === null || isDisabled ? null : { ...settings, endpoint };
}

function parseEndpoint(value: string): string {
  const protocol = URL.canParse(value) ? new URL(value).protocol : null;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new Error('must be a URL such as http://collector:4318');
  }
  return value.replace(/\/+$/, '');
}

/** `name=value,other=value`, values percent-encoded (W3C Baggage). */
function parsePairs(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      // The value is not repeated: it may be a secret.
      if (at === -1 || name === '') throw new Error('must be name=value,name=value');
      return [name, decode(pair.slice(at + 1).trim())];
    }),
  );
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Error('has a % that does not begin an encoded character');
  }
}

function parseSampler(value: string): Sampler {
  const sampler = SAMPLERS.find((known) => known === value);
  if (sampler === undefined) throw new Error(`must be one of ${SAMPLERS.join(', ')}`);
  return sampler;
}

function parseRatio(value: string): number {
  const ratio = Number(value);
  if (!(ratio >= 0 && ratio <= 1)) throw new Error(`must be from 0 to 1, not "${value}"`);
  return ratio;
}

function parseExporter(value: string): boolean {
  if (value !== 'otlp' && value !== 'none') throw new Error('must be otlp or none');
  return value === 'otlp';
}

function parseMs(value: string): number {
  const ms = Number(value);
  if (!(ms >= INTERVAL_MS_MIN && ms <= INTERVAL_MS_MAX)) {
    throw new Error(`must be from ${INTERVAL_MS_MIN} to ${INTERVAL_MS_MAX} ms`);
  }
  return ms;
}

/** Collectors take JSON at the same address as protobuf. */
function refuseGrpc(value: string): null {
  if (value === 'grpc') throw new Error('must be http/json: grpc is not spoken');
  return null;
}
