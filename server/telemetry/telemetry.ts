import type { Span, SpanContext } from '@opentelemetry/api';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { StatementRun } from '../monitor/meter.ts';
import type { FigureSource } from './metrics.ts';

/**
 * What is told to a collector of OpenTelemetry. Without one there is none of this: the SDK is
 * loaded when it is needed, and takes 0.3 s of a processor at start and 36 MB then.
 */
export interface Telemetry {
  /** Null where only metrics are wanted. */
  readonly tracing: Tracing | null;
  /** Sends the figures of `/metrics` now and then. */
  sendFigures(source: FigureSource): void;
  /** Sends what is left, within a limit. */
  close(): Promise<void>;
}

/** What is known of a request when it begins. */
export interface RequestStart {
  readonly id: string;
  readonly method: string;
  /** The path's template; null at an address that nothing is at. */
  readonly route: string | null;
  readonly path: string;
  readonly scheme: string;
  readonly ip: string;
  readonly userAgent: string | null;
  /** The caller's span. */
  readonly parent: SpanContext | null;
}

export interface Tracing {
  /** @returns the span of a request, or null for one that is not sampled. */
  beginRequest(start: RequestStart): Span | null;
  /** @param status what was answered. */
  endRequest(span: Span, status: number): void;
  /** A statement that has ended is a span of whatever asked for it, if that is traced. */
  recordStatement(run: StatementRun): void;
  /** Records one batch as a span of the first request in it, linked to all that are traced. */
  inBatch<T>(
    requests: readonly Span[],
    attributes: Readonly<Record<string, number>>,
    work: () => Promise<T>,
  ): Promise<T>;
}

/** @returns null without a collector in the configuration. */
export async function openTelemetry(config: Config, log: Logger): Promise<Telemetry | null> {
  if (config.telemetry === null) return null;
  const { startSending } = await import('./otlp.ts');
  return startSending(config.telemetry, log);
}
