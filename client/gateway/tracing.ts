import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import { workOn } from '../../telemetry/about.ts';
import { tracer } from '../../telemetry/tracing.ts';

const spans = new WeakMap<object, Span>();

/** A span for each request that may tell an incident something; its log lines name the door. What a message says stays out. */
export function traceDoors(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const { method, routeOptions, headers } = request;
    if (method === 'GET' || method === 'HEAD') return;
    const door = routeOptions.url ?? 'none';
    const attributes = { 'http.request.method': method, 'http.route': door };
    const options = { kind: SpanKind.SERVER, attributes };
    spans.set(
      request,
      tracer().startSpan(`${method} ${door}`, options, propagation.extract(context.active(), headers)),
    );
  });
  // Not before the body is there: what reads it goes on in the context of the connection.
  app.addHook('preHandler', (request, _reply, done) => {
    const step = request.routeOptions.url ?? 'none';
    const span = spans.get(request);
    const active = span ? trace.setSpan(context.active(), span) : context.active();
    context.with(active, () => workOn({ step }, done));
  });
  app.addHook('onResponse', async (request, { statusCode }) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}
