import { context, propagation, SpanKind } from '@opentelemetry/api';
import type { Context as ActivityContext } from '@temporalio/activity';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { type About, workOn } from '../telemetry/about.ts';
import { failed, tracer } from '../telemetry/tracing.ts';
import { type ForIncident, incidentHeader } from '../workflows/contract/incident-header.ts';
import { traceHeader } from '../workflows/contract/trace-header.ts';

type Headers = Record<string, Payload | undefined>;

/** Each attempt of an activity is a span of the trace that opened its run, and its log lines name its incident, system and step. */
export const observeActivity: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute(input, next) {
      const about = aboutOf(info, input.headers);
      const parent = propagation.extract(context.active(), {
        [traceHeader]: read<string>(input.headers, traceHeader) ?? '',
      });
      const options = { kind: SpanKind.CONSUMER, attributes: attributesOf(info, about) };
      return workOn(about, () =>
        tracer().startActiveSpan(info.activityType, options, parent, async (span) => {
          try {
            const result = await next(input);
            const outcome = (result as { outcome?: unknown } | undefined)?.outcome;
            if (typeof outcome === 'string') span.setAttribute('mayday.outcome', outcome);
            return result;
          } catch (error) {
            failed(span, error);
            throw error;
          } finally {
            span.end();
          }
        }),
      );
    },
  },
});

type Info = ActivityContext['info'];

function aboutOf({ activityType, workflowExecution }: Info, headers: Headers): About {
  const workflowId = workflowExecution?.workflowId;
  const known = read<ForIncident>(headers, incidentHeader);
  const system = known?.system ?? systemIn(workflowId);
  return {
    ...(known ? { incident: known.incident } : {}),
    ...(system ? { system } : {}),
    step: activityType,
    ...(workflowId ? { workflowId } : {}),
  };
}

/** Of `incident:<system>:<runbook>:<hash>`, before the incident is admitted. */
function systemIn(workflowId = ''): string | undefined {
  return /^(?:incident|shadow|dry-run):([^:]+):/.exec(workflowId)?.[1];
}

function attributesOf({ attempt, taskQueue, workflowType }: Info, about: About) {
  const { incident, system, step, workflowId } = about;
  return {
    ...(incident ? { 'mayday.incident': incident } : {}),
    ...(system ? { 'mayday.system': system } : {}),
    ...(workflowType ? { 'mayday.runbook': workflowType } : {}),
    ...(workflowId ? { 'mayday.workflow_id': workflowId } : {}),
    'mayday.step': step,
    'mayday.attempt': attempt,
    'mayday.queue': taskQueue,
  };
}

function read<T>(headers: Headers, name: string): T | undefined {
  const payload = headers[name];
  try {
    return payload ? defaultPayloadConverter.fromPayload<T>(payload) : undefined;
  } catch {
    return undefined;
  }
}
