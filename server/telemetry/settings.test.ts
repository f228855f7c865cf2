import { describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { SAMPLERS } from './settings.ts';

const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318';
const read = (variables: Readonly<Record<string, string>>) =>
  readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, ...variables }).telemetry;

describe('telemetry', () => {
  test('goes nowhere without a collector, or where it is switched off', () => {
    expect(readConfig({}).telemetry).toBeNull();
    expect(readConfig({ OTEL_SERVICE_NAME: 'hall' }).telemetry).toBeNull();
    expect(read({ OTEL_SDK_DISABLED: 'TRUE' })).toBeNull();
    expect(read({ OTEL_SDK_DISABLED: 'false' })).not.toBeNull();
  });

  test('has what OpenTelemetry says where nothing is set', () => {
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector/otlp//' })).toMatchObject({
      endpoint: 'https://collector/otlp',
      headers: {},
      resource: {},
      sampler: 'parentbased_always_on',
      samplerRatio: 1,
      hasTraces: true,
      hasMetrics: true,
      metricsIntervalMs: 60_000,
      tracesDelayMs: 5_000,
    });
  });

  test('takes pairs percent-encoded, with signs in their values and spaces around', () => {
    const text = ' authorization=Bearer%20a%3Db== , x-site = north%2C1 ,,';
    expect(read({ OTEL_EXPORTER_OTLP_HEADERS: text })?.headers).toEqual({
      authorization: 'Bearer a=b==',
      'x-site': 'north,1',
    });
    const resource = read({ OTEL_RESOURCE_ATTRIBUTES: '__proto__=x,hall=' })?.resource ?? {};
    expect(Object.entries(resource)).toEqual([
      ['__proto__', 'x'],
      ['hall', ''],
    ]);
  });

  test.each(SAMPLERS)('knows the sampler %s', (sampler) => {
    expect(read({ OTEL_TRACES_SAMPLER: sampler })?.sampler).toBe(sampler);
  });

  test.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'a URL such as'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector', 'a URL such as'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'secret', 'name=value'],
    ['OTEL_EXPORTER_OTLP_HEADERS', '=secret', 'name=value'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=secret%2', 'does not begin an encoded'],
    ['OTEL_TRACES_SAMPLER', 'sometimes', 'must be one of always_on'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.01', 'from 0 to 1'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half', 'from 0 to 1'],
    ['OTEL_TRACES_EXPORTER', 'zipkin', 'otlp or none'],
    ['OTEL_METRICS_EXPORTER', 'prometheus', 'otlp or none'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'grpc is not spoken'],
    ['OTEL_BSP_SCHEDULE_DELAY', '99', 'from 100 to 86400000 ms'],
    ['OTEL_METRIC_EXPORT_INTERVAL', '2147483648', 'from 100 to 86400000 ms'],
    ['OTEL_METRIC_EXPORT_INTERVAL', 'Infinity', 'from 100 to 86400000 ms'],
  ])('%s=%s is a fault of the configuration, which tells no secret', (name, value, why) => {
    expect(() => read({ [name]: value })).toThrow(why);
    expect(() => read({ [name]: value })).toThrow(name);
    expect(() => read({ [name]: value })).not.toThrow('secret');
  });
});
