import { setTimeout as delay } from 'node:timers/promises';
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../../workflows/contract/failures.ts';
import type { Kubernetes } from '../kubernetes/clusters.ts';
import { troubleOf } from '../kubernetes/failures.ts';
import type { Ended } from './ended.ts';
import { failureOf } from './failures.ts';
import { containerName, type JobCall, jobName, jobSpec } from './job-spec.ts';
import { masking, tailOf } from './output.ts';

const pause = 1_000;
/** ms beyond its own deadline that a Job is waited for. */
const patience = 30_000;

/** Asks the server whether it would take the Job, with our rights. */
export async function tryJob(kubernetes: Kubernetes, call: JobCall): Promise<void> {
  const { namespace } = call.place;
  await kubernetes.on(call.place, ({ batch }) =>
    batch.createNamespacedJob({ namespace, body: jobSpec(call), dryRun: 'All' }),
  );
}

/**
 * Runs a script as the Job that is named by its key: one that is there already is waited for and not made again.
 * @throws ApplicationFailure where it cannot be made or read; it may run all the same
 */
export async function runJob(
  kubernetes: Kubernetes,
  call: JobCall,
  { stopped, onlyIfBegun = false }: { stopped: AbortSignal; onlyIfBegun?: boolean },
): Promise<Ended> {
  const began = performance.now();
  const refused = onlyIfBegun ? await notThere(kubernetes, call) : await notMade(kubernetes, call);
  if (refused !== undefined) return { how: 'not started', because: refused, tail: [], took: 0 };
  let waiting = '';
  for (;;) {
    const seen = await look(kubernetes, call);
    waiting = seen.waiting ?? waiting;
    const took = seen.took ?? performance.now() - began;
    if (seen.ended) return { ...withReason(seen.ended, waiting), took };
    if (stopped.aborted) return { how: 'stopped', tail: [], took };
    if (performance.now() - began > call.timeout + patience) {
      const says = `The Job ${jobName(call.key)} in ${call.place.namespace} has not ended, though its time is up: see kubectl describe job ${jobName(call.key)} -n ${call.place.namespace}`;
      throw failureOf({ trouble: 'never', says });
    }
    await delay(pause);
  }
}

/** Makes it unless it is there; why it cannot be made. */
async function notMade(kubernetes: Kubernetes, call: JobCall): Promise<string | undefined> {
  const { namespace } = call.place;
  try {
    await kubernetes.on(call.place, ({ batch }) =>
      batch.createNamespacedJob({ namespace, body: jobSpec(call) }),
    );
    return undefined;
  } catch (error) {
    if (troubleOf(error) === 'conflict') return undefined;
    return becauseOf(error);
  }
}

async function notThere(kubernetes: Kubernetes, { place, key }: JobCall): Promise<string | undefined> {
  const { namespace } = place;
  try {
    await kubernetes.on(place, ({ batch }) => batch.readNamespacedJob({ namespace, name: jobName(key) }));
    return undefined;
  } catch (error) {
    return becauseOf(error);
  }
}

/** What no retry mends is an answer; after anything else it may be there all the same. */
function becauseOf(error: unknown): string {
  if (error instanceof ApplicationFailure && error.nonRetryable) return error.message.replace(/\.$/, '');
  throw error;
}

type Outcome = Ended extends infer Each ? (Each extends Ended ? Omit<Each, 'took'> : never) : never;

interface Seen {
  ended?: Outcome;
  /** Why its pod does not start. */
  waiting?: string;
  /** ms, by the server's clock. */
  took?: number;
}

/** A server that does not answer for a moment is asked again. */
async function look(kubernetes: Kubernetes, call: JobCall): Promise<Seen> {
  try {
    return await kubernetes.on(call.place, async ({ batch, core }) => {
      const { namespace } = call.place;
      const name = jobName(call.key);
      const job = await batch.readNamespacedJob({ namespace, name });
      const labelSelector = `batch.kubernetes.io/job-name=${name}`;
      const { items } = await core.listNamespacedPod({ namespace, labelSelector, limit: 5 });
      const pod = items[0];
      const waiting = waitingOf(pod);
      const over = conditionOf(job);
      if (!over) return { ...(waiting ? { waiting } : {}) };
      const text = pod?.metadata?.name
        ? await core
            .readNamespacedPodLog({
              namespace,
              name: pod.metadata.name,
              container: containerName,
              tailLines: 60,
              limitBytes: 32 * 1024,
            })
            .catch(() => '')
        : '';
      const tail = tailOf(text ?? '', masking([]));
      return {
        ended: { ...outcomeOf(over, pod, call.timeout), tail },
        ...tookOf(job),
        ...(waiting ? { waiting } : {}),
      };
    });
  } catch (error) {
    const passes = error instanceof ApplicationFailure && error.type === retryable.targetUnreachable;
    if (passes) return {};
    throw error;
  }
}

function conditionOf({ status }: V1Job): { type: string; reason: string } | undefined {
  const over = status?.conditions?.find(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  );
  return over && { type: over.type, reason: over.reason ?? '' };
}

type WithoutTail = Outcome extends infer Each ? (Each extends Outcome ? Omit<Each, 'tail'> : never) : never;

function outcomeOf(
  { type, reason }: { type: string; reason: string },
  pod: V1Pod | undefined,
  limit: number,
): WithoutTail {
  if (type === 'Complete') return { how: 'exit', code: 0 };
  if (reason === 'DeadlineExceeded') return { how: 'time-out', limit };
  const { exitCode, signal } = pod?.status?.containerStatuses?.[0]?.state?.terminated ?? {};
  if (signal) return { how: 'signal', signal: `signal ${signal}` };
  if (exitCode !== undefined && exitCode > 0) return { how: 'exit', code: exitCode };
  return { how: 'signal', signal: reason || 'the cluster' };
}

/** The image cannot be had, or the pod has no place. */
function waitingOf(pod: V1Pod | undefined): string | undefined {
  const { reason, message } = pod?.status?.containerStatuses?.[0]?.state?.waiting ?? {};
  if (reason && reason !== 'ContainerCreating') return message ? `${reason}: ${message}` : reason;
  const unscheduled = pod?.status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  return unscheduled?.message;
}

/** A time-out of a pod that never started ran nothing. */
function withReason(ended: Outcome, waiting: string): Outcome {
  if (ended.how !== 'time-out' || waiting === '' || ended.tail.length > 0) return ended;
  return { how: 'not started', because: waiting.slice(0, 300), tail: [] };
}

function tookOf({ status }: V1Job): { took?: number } {
  const end =
    status?.completionTime ?? status?.conditions?.find(({ type }) => type === 'Failed')?.lastTransitionTime;
  if (!status?.startTime || !end) return {};
  return { took: Math.max(0, new Date(end).getTime() - new Date(status.startTime).getTime()) };
}
