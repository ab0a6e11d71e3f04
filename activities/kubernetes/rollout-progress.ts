import type { V1Deployment, V1Pod, V1StatefulSet } from '@kubernetes/client-node';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import type { Cluster } from './clusters.ts';
import { selectorText, type Workload, workloadNamed } from './existing.ts';
import { listed } from './listing.ts';
import { type PodTrouble, podTrouble } from './pod-state.ts';
import { type Unfinished, unfinished } from './unfinished.ts';

/** How far a workload has come with what it was last told. */
export interface Progress {
  /** `kind namespace/name` */
  id: string;
  name: string;
  /** How many it is to run. */
  pods: number;
  /** ms that the workload gives itself to get on. */
  deadline: number;
  /** Undefined once it is complete. */
  open?: Unfinished;
  /** New pods that cannot start. */
  stuck: StuckPod[];
}

export interface StuckPod {
  name: string;
  /** It runs at the moment, after it ended before. */
  triesAgain: boolean;
  says: string;
}

/** Of workloads that give themselves none; the default of deployments. */
const defaultDeadline = 600;

/** @throws ApplicationFailure `TargetNotFound` if the workload is gone */
export async function progressOf(cluster: Cluster, target: WorkloadTarget): Promise<Progress> {
  const workload = await workloadNamed(cluster, target);
  const open = unfinished(target.kind, workload);
  const pods = open ? await newPods(cluster, target, workload) : [];
  const seconds = (workload as V1Deployment).spec?.progressDeadlineSeconds ?? defaultDeadline;
  return {
    id: `${target.kind} ${target.namespace}/${target.name}`,
    name: target.name,
    pods: workload.spec?.replicas ?? 1,
    deadline: seconds * 1_000,
    ...(open ? { open } : {}),
    stuck: pods.flatMap((pod) => stuck(pod) ?? []),
  };
}

/** The pods that are made as the workload is now. */
async function newPods(cluster: Cluster, target: WorkloadTarget, workload: Workload): Promise<V1Pod[]> {
  const { namespace } = target;
  const labelSelector = selectorText(workload);
  const [label, hash] = await newest(cluster, target, workload);
  const { items } = await listed(`pods of ${target.name}`, (page) =>
    cluster.core.listNamespacedPod({ namespace, labelSelector, ...page }),
  );
  return items.filter(({ metadata }) => hash !== undefined && metadata?.labels?.[label] === hash);
}

/** The label of those pods, and its value. */
async function newest(
  { apps }: Cluster,
  { kind, namespace, name }: WorkloadTarget,
  workload: Workload,
): Promise<[label: string, value: string | undefined]> {
  if (kind === 'statefulSet') {
    return ['controller-revision-hash', (workload as V1StatefulSet).status?.updateRevision];
  }
  const uid = workload.metadata?.uid;
  const label = 'pod-template-hash';
  const { items } = await listed(`replica sets of ${name}`, (page) =>
    apps.listNamespacedReplicaSet({ namespace, labelSelector: selectorText(workload), ...page }),
  );
  const revision = workload.metadata?.annotations?.[revisionOf];
  const current = items.find(
    ({ metadata }) =>
      metadata?.ownerReferences?.some((owner) => owner.uid === uid) &&
      metadata.annotations?.[revisionOf] === revision,
  );
  return [label, current?.metadata?.labels?.[label]];
}

const revisionOf = 'deployment.kubernetes.io/revision';

/** Reasons that do not go away by waiting. */
const hopeless = [
  'CrashLoopBackOff',
  'OOMKilled',
  'Error',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
];

function stuck(pod: V1Pod): StuckPod | undefined {
  const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  const trouble = ready || pod.metadata?.deletionTimestamp ? undefined : podTrouble(pod, Date.now());
  const triesAgain = trouble?.reason === 'Restarted';
  if (!trouble || !(triesAgain || hopeless.includes(trouble.reason))) return undefined;
  return { name: trouble.pod, triesAgain, says: inWords(trouble) };
}

function inWords({ namespace, pod, reason, container, restarts, message }: PodTrouble): string {
  const where = [container && `container ${container}`, restarts > 0 && `restarted ${restarts} times`];
  const words = where.filter((part) => typeof part === 'string').join(', ');
  const because = message ? `: ${message.replace(/\.$/, '')}` : '';
  return `${namespace}/${pod} cannot start, ${reason}${words ? ` (${words})` : ''}${because}.`;
}
