import { randomUUID } from 'node:crypto';
import {
  type ProbeOutcome,
  probePatience,
  probeSignal,
  probeType,
} from '../../../workflows/contract/probe.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { isSilence } from '../../incidents/ask.ts';
import { type Temporal, Unanswered, withinDeadline } from '../../temporal.ts';
import { bad, doubtful, good, patience, type Verdict } from './report.ts';
import { isUnknownType } from './unknown-type.ts';

// A click that takes longer than this feels lost.
const slow = 2_000;

/** Whether a run answers a signal, and how fast: a run that does nothing else is started, signalled and awaited. */
export async function probeRun({ client }: Temporal): Promise<Verdict> {
  const workflowId = `probe:${randomUUID()}`;
  const call = <T>(attempt: () => Promise<T>) => withinDeadline(client, patience, attempt);
  const handle = await call(() =>
    client.workflow.start<() => Promise<ProbeOutcome>>(probeType, {
      workflowId,
      taskQueue: coordinationQueue,
      staticSummary: 'Made by mayday doctor, to see whether workers answer',
      // Should this command be killed, the server ends the run.
      workflowExecutionTimeout: probePatience + patience,
    }),
  );
  const started = performance.now();
  try {
    await call(() => handle.signal(probeSignal));
    const outcome = await call(() => handle.result());
    return answered(outcome, Math.round(performance.now() - started));
  } catch (error) {
    if (isUnknownType(error))
      return bad(`the workers do not know the workflow type ${probeType}: deploy a newer version of them`);
    await call(() => handle.terminate('mayday doctor: nobody answered')).catch(() => {});
    if (!(error instanceof Unanswered || isSilence(error))) throw error;
    return bad(
      `a probe run had no answer within ${patience / 1000} s: is a worker running, and is its log without errors?`,
    );
  }
}

function answered(outcome: ProbeOutcome, ms: number): Verdict {
  if (outcome !== 'signalled') return bad(`a probe run says "${outcome}", though it was signalled`);
  const says = `a probe run answered after ${ms} ms`;
  return ms > slow ? doubtful(`${says}: look at the load of the workers and of Temporal`) : good(says);
}
