import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/** What is wrong with a pod. */
export interface PodTrouble {
  namespace: string;
  pod: string;
  /** As in "CrashLoopBackOff", "OOMKilled", "Unschedulable". */
  reason: string;
  restarts: number;
  container: string | null;
  node: string | null;
  /** In the words of the scheduler, the runtime or the exit code; at most 200 characters. */
  message: string | null;
  /** Since when, epoch ms, as far as it is known. */
  since: number | null;
}

/** Restarts within the last hour count as restarting. */
const lately = 3_600_000;

/** What is wrong with a pod now, or was within the last hour; a finished pod is well. */
export function podTrouble(pod: V1Pod, now: number): PodTrouble | undefined {
  const { metadata, spec, status } = pod;
  if (status?.phase === 'Succeeded') return undefined;
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const about = (
    reason: string,
    container?: V1ContainerStatus,
    message?: string,
    since?: Date,
  ): PodTrouble => ({
    namespace: metadata?.namespace ?? '',
    pod: metadata?.name ?? '',
    reason,
    restarts: all.reduce((sum, { restartCount }) => sum + restartCount, 0),
    container: container?.name ?? null,
    node: spec?.nodeName ?? null,
    message: message?.slice(0, 200) || null,
    since: since?.getTime() ?? null,
  });
  return (
    all
      .map((container) => containerTrouble(container, now, about))
      .find((trouble) => trouble !== undefined) ?? wholePodTrouble(pod, now, about)
  );
}

type About = (reason: string, container?: V1ContainerStatus, message?: string, since?: Date) => PodTrouble;

const starting = ['ContainerCreating', 'PodInitializing'];

function containerTrouble(container: V1ContainerStatus, now: number, about: About): PodTrouble | undefined {
  const { state, lastState, restartCount } = container;
  const { waiting, terminated } = state ?? {};
  const ended = terminated ?? lastState?.terminated;
  const why = ended ? `${ended.reason ?? 'ended'}, exit code ${ended.exitCode}` : undefined;
  if (waiting?.reason && !starting.includes(waiting.reason)) {
    const died = ended?.reason === 'OOMKilled' ? 'OOMKilled' : waiting.reason;
    const message = [died === waiting.reason ? undefined : waiting.reason, waiting.message, why];
    return about(died, container, message.filter(Boolean).join('; '), ended?.finishedAt);
  }
  if (terminated && terminated.exitCode !== 0) {
    return about(terminated.reason ?? 'Error', container, why, terminated.finishedAt);
  }
  const finished = lastState?.terminated?.finishedAt?.getTime();
  if (restartCount > 0 && ended && finished !== undefined && now - finished < lately) {
    return about(ended.reason === 'OOMKilled' ? 'OOMKilled' : 'Restarted', container, why, ended.finishedAt);
  }
  return undefined;
}

function wholePodTrouble({ metadata, status }: V1Pod, now: number, about: About): PodTrouble | undefined {
  const condition = (type: string) => status?.conditions?.find((each) => each.type === type);
  if (status?.phase === 'Failed') return about(status.reason ?? 'Failed', undefined, status.message);
  const scheduled = condition('PodScheduled');
  if (scheduled?.status === 'False') {
    return about(scheduled.reason ?? 'Pending', undefined, scheduled.message, scheduled.lastTransitionTime);
  }
  const created = metadata?.creationTimestamp;
  if (metadata?.deletionTimestamp) {
    const overdue = now - metadata.deletionTimestamp.getTime() > 60_000;
    return overdue ? about('Terminating', undefined, undefined, metadata.deletionTimestamp) : undefined;
  }
  if (status?.phase === 'Pending') {
    const waits = now - (created?.getTime() ?? now) > 60_000;
    return waits ? about('Pending', undefined, 'its containers do not start', created) : undefined;
  }
  const ready = condition('Ready');
  if (ready?.status === 'False' && ready.reason !== 'PodCompleted') {
    return about(
      'NotReady',
      undefined,
      ready.message ?? 'its readiness probe fails',
      ready.lastTransitionTime,
    );
  }
  return undefined;
}
