import {
  context,
  DiagLogLevel,
  diag,
  propagation,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { samplerOf } from './sampler.ts';

/** Spans that go out. */
export interface Tracing {
  /** Sends what is not sent yet, within some seconds; afterwards nothing is traced any more. */
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const stopWithin = 3_000;
/** ms in which a trouble with traces is told once. */
const toldEach = 60_000;
const tracerName = 'mayday';

/**
 * Traces this process if `OTEL_EXPORTER_OTLP_ENDPOINT` (or `…_TRACES_ENDPOINT`) is set and OTEL_SDK_DISABLED is not
 * true; the exporter reads its other OTEL_… variables itself. `warn` hears, at most once a minute, that traces do not
 * arrive. One per process.
 */
export function startTracing(
  service: string,
  environment: Environment,
  warn: (sentence: string) => void,
): Tracing | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ofTraces } = environment;
  if (!(endpoint || ofTraces) || environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  // The exporter and the detectors look there by themselves, and know no NAME_FILE.
  for (const [name, value] of Object.entries(environment))
    if (name.startsWith('OTEL_')) process.env[name] = value;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (message: string) => {
    if (Date.now() - toldAt < toldEach) return;
    toldAt = Date.now();
    warn(`traces do not arrive: ${reasonIn(message)}`);
  };
  const ignore = () => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const detected = detectResources({ detectors: [hostDetector, envDetector] });
  const provider = new TracerProvider({
    sampler: samplerOf(environment),
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': service, 'process.pid': process.pid }))
      .merge(detected),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    async stop() {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, stopWithin);
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

// The SDK hands an error on as JSON with its stack.
function reasonIn(message: string): string {
  try {
    return `${JSON.parse(message).message}`;
  } catch {
    return message;
  }
}

/** Makes spans; they go nowhere unless `startTracing` was called. */
export function tracer(): Tracer {
  return trace.getTracer(tracerName);
}

/** Ends a span with what went wrong: its kind alone, since messages may quote people and systems. */
export function failed(span: Span, error: unknown): void {
  const kind = (error as { type?: string }).type ?? (error as Error).name ?? 'Error';
  span.setAttribute('error.type', kind);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
