import { context, propagation, SpanKind } from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { traceHeader } from '../workflows/contract/trace-header.ts';
import { failed, tracer } from './tracing.ts';

/** A span for each start and signal that leaves this process; runs hand its trace on to what they do. */
export const tracingClient: WorkflowClientInterceptor = {
  startWithDetails: (input, next) =>
    sent(`start ${input.workflowType}`, input.options.workflowId, input, next),
  signalWithStart: (input, next) =>
    sent(`signalWithStart ${input.workflowType}`, input.options.workflowId, input, next),
  signal: (input, next) =>
    sent(`signal ${input.signalName}`, input.workflowExecution.workflowId ?? '', input, next),
};

async function sent<I extends { headers: object }, O>(
  name: string,
  workflowId: string,
  input: I,
  next: (input: I) => Promise<O>,
): Promise<O> {
  const attributes = { 'mayday.workflow_id': workflowId };
  return await tracer().startActiveSpan(name, { kind: SpanKind.PRODUCER, attributes }, async (span) => {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    const given = carrier[traceHeader];
    const header = given ? { [traceHeader]: defaultPayloadConverter.toPayload(given) } : {};
    try {
      return await next({ ...input, headers: { ...input.headers, ...header } });
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}
