import { defaultPayloadConverter } from '@temporalio/common';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { incidentHeader } from './contract/incident-header.ts';
import { traceHeader } from './contract/trace-header.ts';
import { currentIncident } from './current-incident.ts';

/**
 * Hands the trace of whatever opened a run to all that the run does, and tells its activities and log lines which incident
 * they are for. A run makes no spans of its own: no command depends on whether anybody traces, so that each history
 * replays with tracing and without.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let trace: object = {};
  const traced = <I extends { headers: object }>(input: I): I => ({
    ...input,
    headers: { ...trace, ...input.headers },
  });
  const named = <I extends { headers: object }>(input: I): I => {
    const incident = currentIncident();
    if (!incident) return input;
    const header = { [incidentHeader]: defaultPayloadConverter.toPayload(incident) };
    return { ...input, headers: { ...header, ...input.headers } };
  };
  return {
    inbound: [
      {
        execute(input, next) {
          const opened = input.headers[traceHeader];
          trace = opened === undefined ? {} : { [traceHeader]: opened };
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(named(traced(input))),
        startChildWorkflowExecution: (input, next) => next(traced(input)),
        signalWorkflow: (input, next) => next(traced(input)),
        continueAsNew: (input, next) => next(traced(input)),
        getLogAttributes: (input, next) => next({ ...input, ...currentIncident() }),
      },
    ],
  };
};
